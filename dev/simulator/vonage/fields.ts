import { z } from "zod";

export const phone = z.string().regex(/^[1-9]\d{6,14}$/, "must be E.164 digits without a leading + or 00");

export const sender = z
  .string()
  .regex(/^(\d{1,15}|(?!\d+$)[A-Za-z0-9 ]{1,11})$/, "must be up to 15 digits or up to 11 letters and digits");
