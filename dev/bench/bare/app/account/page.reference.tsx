import { cookies } from "next/headers";
import { database } from "../database";

export default async function Page() {
  const session = (await cookies()).get("bare-session")?.value ?? "";
  const [row] = await database()`
    select name from logins join people on people.id = person where logins.id = ${session} and pin is not null`;
  return <p>Hello {String(row?.name)}</p>;
}
