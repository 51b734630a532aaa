/**
 * Nothing of a file may move the cursor, end a line or turn its direction: such characters are written as their number.
 * @param {string} text
 */
export const printable = (text) =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`,
  );

const decisions = {
  approved: "yes",
  denied: "no",
  disowned: "no, and that they had not asked for it",
};

/**
 * What was decided, a line each.
 * @param {import("./shape.mjs").Receipt} receipt
 * @param {boolean} whole Also what the phone did not sign.
 */
export function summary({ decision, digits, request, device, decidedAt }, whole) {
  const { account, audience, message, details, browser, place, address, askedAt, purpose } = request;
  const from = [browser, place, address].filter((one) => one !== null && one !== "").join(", ");
  return [
    `Answer   ${decisions[decision]} (${decision})${digits === null ? "" : `, with the digits ${digits}`}`,
    `Account  ${account} at ${audience}`,
    `Message  ${message} (${purpose})`,
    ...details.map(({ label, value }) => `           ${label}: ${value}`),
    `Asked    ${askedAt}, from ${from}`,
    ...(whole
      ? [`Answered ${decidedAt}`, `Phone    ${device.name}, enrolled ${device.enrolledAt} (${device.id})`]
      : [`Phone    ${device.id}`]),
  ];
}
