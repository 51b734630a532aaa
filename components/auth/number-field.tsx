import type { ComponentProps } from "react";
import { type PhoneCountry, PhoneField } from "@/components/ui/phone-field";

type FieldProps = Readonly<{ name: string; error: string | undefined; defaultValue: string | undefined }> &
  Omit<ComponentProps<"input">, "name" | "defaultValue">;

type NumberFieldProps = Readonly<{
  label: string;
  hint: string;
  /** What to know about closed countries before typing; null when there are none. */
  countriesHint: string | null;
  countries: readonly PhoneCountry[];
  country: string;
  /** Of useForm. */
  field: (name: "phone" | "country") => FieldProps;
}>;

/** Country and number of a form: two fields, one label, one error. */
export function NumberField({ label, hint, countriesHint, countries, country, field }: NumberFieldProps) {
  const { error, defaultValue, name: numberName, ...numberProps } = field("phone");
  const { error: countryError, defaultValue: typed, name: countryName, ...countryProps } = field("country");
  return (
    <PhoneField
      label={label}
      hint={countriesHint ? `${countriesHint} ${hint}` : hint}
      countries={countries}
      countryName={countryName}
      numberName={numberName}
      defaultCountry={typed ?? country}
      defaultNumber={defaultValue}
      error={error ?? countryError}
      countryProps={countryProps as ComponentProps<typeof PhoneField>["countryProps"]}
      numberProps={{ ...numberProps, required: true }}
    />
  );
}
