import { type ChangeAction, ChangeButton } from "@/components/account/change-button";
import { type RenameAction, RenameForm } from "@/components/account/rename-form";
import { Time } from "@/components/account/time";
import type { DeviceView } from "@/lib/approvals/devices";

type DeviceListProps = Readonly<{
  devices: readonly DeviceView[];
  formToken: string;
  rename: RenameAction<"device">;
  remove: ChangeAction;
  /** What was pressed or typed before a step-up. */
  held: Readonly<Record<string, string>> | null;
}>;

/** The phones that approve, each with its name, its last use, and the way to take its right away. */
export function DeviceList({ devices, formToken, rename, remove, held }: DeviceListProps) {
  return (
    <ul className="ledger">
      {devices.map(({ id, name, browser, pushes, createdAt, lastUsedAt }) => (
        <li key={id}>
          <div className="ledger-line">
            <div className="grid gap-1">
              <h3 className="ledger-title">
                <bdi>{name}</bdi>
              </h3>
              <p className="ledger-note">
                <bdi>{browser}</bdi>, enrolled <Time at={createdAt} />
              </p>
              <p className="ledger-note">
                {lastUsedAt ? (
                  <>
                    Last used <Time at={lastUsedAt} exact />
                  </>
                ) : (
                  "Not used yet"
                )}
                {pushes
                  ? ". Gets notifications."
                  : ". Gets no notifications: open the page on it when you log in."}
              </p>
              <RenameForm
                action={rename}
                formToken={formToken}
                field="device"
                id={id}
                label="Name of this phone"
                name={held?.device === id && held.name ? held.name : name}
                open={held?.device === id}
              />
            </div>
            <div className="ledger-way">
              <ChangeButton
                action={remove}
                formToken={formToken}
                fields={{ device: id }}
                pendingLabel="Removing"
                variant={held?.remove === id ? "secondary" : "quiet"}
              >
                Remove
                <span className="sr-only">{` the phone ${name}`}</span>
              </ChangeButton>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
