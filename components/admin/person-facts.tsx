import { Time } from "@/components/account/time";
import { Facts } from "@/components/ui/facts";
import type { Person } from "@/lib/admin/person";

/** Who it is, and how the account stands. */
export function PersonFacts({ person }: { person: Person }) {
  const { email, phoneEnding, createdAt, hasPassword, codesLeft, states } = person;
  return (
    <Facts
      items={[
        {
          term: "State",
          value: (
            <ul>
              {states.map((state) => (
                <li key={state}>{state}</li>
              ))}
            </ul>
          ),
        },
        { term: "E-mail address", value: email },
        {
          term: "Phone",
          value: (
            <>
              Ending in <span className="mono">{phoneEnding}</span>
            </>
          ),
        },
        { term: "Member since", value: <Time at={createdAt} exact /> },
        { term: "Password", value: hasPassword ? "Set" : "Not set yet" },
        { term: "Recovery codes", value: codesLeft === 0 ? "None" : `${codesLeft} left` },
      ]}
    />
  );
}
