import { cookies } from "next/headers";
import { submitPin } from "../actions";
import { database } from "../database";

export default async function Page() {
  const login = (await cookies()).get("bare-login")?.value ?? "";
  const [row] = await database()`select created_at as at from logins where id = ${login}`;
  return (
    <form action={submitPin}>
      <p>{String(row?.at)}</p>
      <input name="pin" aria-label="PIN" />
      <button type="submit">Log in</button>
    </form>
  );
}
