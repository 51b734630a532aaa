import { Time } from "@/components/account/time";
import { Facts } from "@/components/ui/facts";
import type { OwnPin } from "@/lib/doctor/own-pin";

function Callbacks({ callbacks }: Pick<OwnPin, "callbacks">) {
  if (callbacks === null) return <>Not taken: VONAGE_SIGNATURE_SECRET or TELNYX_PUBLIC_KEY is not set</>;
  if (callbacks.length === 0) return <>None so far. Open this page again in a minute</>;
  return (
    <ul>
      {callbacks.map(({ channel, status, at }) => (
        <li key={`${channel} ${status} ${at}`}>
          {channel ? `${channel}: ` : ""}
          {status}, <Time at={at} exact />
        </li>
      ))}
    </ul>
  );
}

/** How far the newest PIN came: asked for, entered, and told of by the provider. */
export function OwnPinFacts({ pin }: { pin: OwnPin | null }) {
  if (!pin) return null;
  return (
    <Facts
      items={[
        {
          term: "Your newest PIN",
          value: (
            <>
              {pin.standing}, by {pin.provider}, <Time at={pin.at} exact />
            </>
          ),
        },
        { term: "Callbacks of the provider", value: <Callbacks callbacks={pin.callbacks} /> },
      ]}
    />
  );
}
