/** What a mail server says in place of yes; `responseCode` is read by the SMTP library. */
export class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
    this.name = "Refusal";
  }
}
