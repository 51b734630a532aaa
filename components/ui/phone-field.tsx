import type { ChangeEventHandler, ComponentProps, FocusEventHandler, RefCallback } from "react";
import { described, FieldError, FieldHint, type FieldText } from "./field-frame";

export type PhoneCountry = { code: string; name: string; callingCode: string };

type Control = HTMLInputElement | HTMLSelectElement;

type CountryProps = {
  ref?: RefCallback<Control>;
  onChange?: ChangeEventHandler<Control>;
  onBlur?: FocusEventHandler<Control>;
};

type PhoneFieldProps = FieldText & {
  countries: readonly PhoneCountry[];
  countryName: string;
  numberName: string;
  defaultCountry?: string | undefined;
  defaultNumber?: string | undefined;
  countryProps?: CountryProps | undefined;
  numberProps?: ComponentProps<"input"> | undefined;
};

type PickerProps = CountryProps &
  Pick<PhoneFieldProps, "countries" | "defaultCountry"> & { name: string; describedBy: string | undefined };

const written = ({ name, callingCode }: PhoneCountry) => `${name} (+${callingCode})`;

/** With one country there is nothing to choose, only something to read. */
function Country({ countries, defaultCountry, name, describedBy, ...rest }: PickerProps) {
  const [only, second] = countries;
  if (only && !second) {
    return (
      <span className="control-line">
        <span className="control control-fixed">{written(only)}</span>
        <input type="hidden" {...rest} name={name} defaultValue={only.code} />
      </span>
    );
  }
  return (
    <>
      <label htmlFor={name} className="sr-only">
        Country
      </label>
      <span className="control-line">
        <select
          autoComplete="country"
          {...rest}
          defaultValue={defaultCountry}
          aria-describedby={describedBy}
          id={name}
          name={name}
          className="control control-select"
        >
          {countries.map((country) => (
            <option key={country.code} value={country.code}>
              {written(country)}
            </option>
          ))}
        </select>
        <span aria-hidden="true" className="control-chevron" />
      </span>
    </>
  );
}

/** `callingCode` is digits without a plus. Both controls are described by the one hint and the one error. */
export function PhoneField(props: PhoneFieldProps) {
  const { label, hint, error, countries, countryName, numberName } = props;
  const ties = described(numberName, { hint, error });
  return (
    <fieldset className="field phone">
      <legend className="field-label">{label}</legend>
      <FieldHint id={numberName}>{hint}</FieldHint>
      <div className="phone-parts">
        <Country
          {...props.countryProps}
          countries={countries}
          defaultCountry={props.defaultCountry}
          name={countryName}
          describedBy={ties["aria-describedby"]}
        />
        <label htmlFor={numberName} className="sr-only">
          Phone number
        </label>
        <span className="control-line">
          <input
            type="tel"
            inputMode="tel"
            autoComplete="tel-national"
            defaultValue={props.defaultNumber}
            {...props.numberProps}
            {...ties}
            id={numberName}
            name={numberName}
            className="control"
          />
        </span>
      </div>
      <FieldError id={numberName}>{error}</FieldError>
    </fieldset>
  );
}
