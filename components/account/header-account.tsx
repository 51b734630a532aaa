import { NavLink } from "@/components/site/nav-link";
import { currentSession } from "@/lib/auth/session";
import { LogoutButton } from "./logout-button";

/** Shows who is logged in, on every page. It guards nothing: every page does that for itself. */
export async function HeaderAccount() {
  const session = await currentSession();
  if (!session) {
    return (
      <>
        <NavLink href="/login">Log in</NavLink>
        <NavLink href="/signup">Sign up</NavLink>
      </>
    );
  }
  return (
    <>
      {session.user.role === "admin" ? <NavLink href="/admin">Administration</NavLink> : null}
      <NavLink href="/account">{session.user.username}</NavLink>
      <LogoutButton formToken={session.formToken} />
    </>
  );
}
