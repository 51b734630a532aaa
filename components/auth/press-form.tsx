import { Button } from "@/components/ui/button";

type PressFormProps = Readonly<{
  action: (form: FormData) => Promise<void>;
  /** What the address carries: it is the right to press. */
  link: string;
  label: string;
}>;

/** The one button of a page that a link in a message leads to. Opening the page does nothing: scanners of mail do that. */
export function PressForm({ action, link, label }: PressFormProps) {
  return (
    <form action={action}>
      <input type="hidden" name="link" value={link} />
      <Button>{label}</Button>
    </form>
  );
}
