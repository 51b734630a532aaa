import { connection } from "next/server";
import { submitPassword } from "./actions";

export default async function Page() {
  await connection();
  return (
    <form action={submitPassword}>
      <input name="identifier" aria-label="Name" />
      <input name="password" type="password" aria-label="Password" />
      <button type="submit">Continue</button>
    </form>
  );
}
