import { Button } from "@/components/ui/button";

type LanguageFormProps = Readonly<{
  action: (form: FormData) => Promise<void>;
  formToken: string;
  languages: readonly Readonly<{ tag: string; name: string }>[];
  chosen: string | null;
}>;

/** One native list: there is nothing that a script could do better. */
export function LanguageForm({ action, formToken, languages, chosen }: LanguageFormProps) {
  return (
    <form action={action} className="stack">
      <input type="hidden" name="token" value={formToken} />
      <div className="field">
        <label htmlFor="language" className="field-label">
          Language of texts and calls
        </label>
        <span className="control-line">
          <select
            id="language"
            name="language"
            defaultValue={chosen ?? "browser"}
            className="control control-select"
          >
            <option value="browser">As my browser says</option>
            {languages.map(({ tag, name }) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
          <span aria-hidden="true" className="control-chevron" />
        </span>
      </div>
      <Button>Save</Button>
    </form>
  );
}
