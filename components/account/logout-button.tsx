import { logout } from "@/app/account/actions";
import { Button } from "@/components/ui/button";

export function LogoutButton({ formToken }: { formToken: string }) {
  return (
    <form action={logout}>
      <input type="hidden" name="token" value={formToken} />
      <Button variant="quiet">Log out</Button>
    </form>
  );
}
