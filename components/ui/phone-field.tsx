import type { ComponentProps } from "react";
import { described, FieldError, FieldHint, type FieldText } from "./field-frame";

export type PhoneCountry = { code: string; name: string; callingCode: string };

type PhoneFieldProps = FieldText & {
  countries: readonly PhoneCountry[];
  countryName: string;
  numberName: string;
  defaultCountry?: string | undefined;
  defaultNumber?: string | undefined;
  countryProps?: ComponentProps<"select"> | undefined;
  numberProps?: ComponentProps<"input"> | undefined;
};

function Country({ countries, ...rest }: ComponentProps<"select"> & { countries: readonly PhoneCountry[] }) {
  return (
    <span className="control-line">
      <select autoComplete="country" {...rest} className="control control-select">
        {countries.map(({ code, name, callingCode }) => (
          <option key={code} value={code}>
            {`${name} (+${callingCode})`}
          </option>
        ))}
      </select>
      <span aria-hidden="true" className="control-chevron" />
    </span>
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
        <label htmlFor={countryName} className="sr-only">
          Country
        </label>
        <Country
          defaultValue={props.defaultCountry}
          {...props.countryProps}
          aria-describedby={ties["aria-describedby"]}
          countries={countries}
          id={countryName}
          name={countryName}
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
