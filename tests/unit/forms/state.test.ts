import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fieldErrors, invalid, refused, rejected, textFields, untouched } from "@/lib/forms/state";

function formOf(...entries: [string, string | Blob][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}

describe("The text fields of a form", () => {
  test("Each is given as it was typed", () => {
    const form = formOf(["username", " Ada "], ["password", " spaces stay "]);
    expect(textFields(form, ["username", "password"])).toEqual({
      username: " Ada ",
      password: " spaces stay ",
    });
  });

  test("A field that is missing is empty", () => {
    expect(textFields(formOf(), ["username"])).toEqual({ username: "" });
  });

  test("A name that comes twice counts as not filled in, so that nobody wonders which of them was meant", () => {
    expect(textFields(formOf(["pin", "123456"], ["pin", "654321"]), ["pin"])).toEqual({ pin: "" });
    expect(textFields(formOf(["pin", "123456"], ["pin", "123456"]), ["pin"])).toEqual({ pin: "" });
  });

  test("A file is no text, alone or beside one", () => {
    const file = new File(["123456"], "pin.txt");
    expect(textFields(formOf(["pin", file]), ["pin"])).toEqual({ pin: "" });
    expect(textFields(formOf(["pin", "123456"], ["pin", file]), ["pin"])).toEqual({ pin: "" });
  });

  test("What was not asked for is dropped", () => {
    const form = formOf(["pin", "1"], ["userId", "2"], ["$ACTION_ID", "3"], ["__proto__", "4"], ["PIN", "5"]);
    expect(textFields(form, ["pin"])).toEqual({ pin: "1" });
  });

  test("Ten thousand fields change nothing", () => {
    const form = formOf(
      ...Array.from({ length: 10_000 }, (_, index): [string, string] => [`x${index}`, "y"]),
    );
    form.append("pin", "123456");
    expect(textFields(form, ["pin"])).toEqual({ pin: "123456" });
  });
});

describe("What an action tells its form", () => {
  const schema = z.object({
    name: z.string().min(3, "Longer.").regex(/^a/, "Begin with a."),
    age: z.string(),
  });
  const error = () => {
    const parsed = schema.safeParse({ name: "b" });
    if (parsed.success) throw new Error("This form is valid");
    return parsed.error;
  };

  test("Of the problems of one field the first is told", () => {
    expect(fieldErrors(error())).toMatchObject({ name: "Longer." });
    expect(Object.keys(fieldErrors(error()))).toEqual(["name", "age"]);
  });

  test("Problems, values and a message are there only when given", () => {
    expect(Object.keys(invalid(error()))).toEqual(["errors", "answer"]);
    expect(invalid(error(), { name: "b" })).toMatchObject({ values: { name: "b" } });
    expect(Object.keys(rejected({ name: "Taken." }))).toEqual(["errors", "answer"]);
    expect(rejected({ name: "Taken." }, { name: "b" }, "Look again.")).toMatchObject({
      errors: { name: "Taken." },
      values: { name: "b" },
      message: "Look again.",
    });
    expect(Object.keys(refused("No."))).toEqual(["message", "answer"]);
    expect(refused("No.", { name: "b" })).toMatchObject({ message: "No.", values: { name: "b" } });
  });

  test("No two answers are numbered alike, and none like a form that nobody has sent", () => {
    const answers = [untouched, refused("No."), refused("No."), rejected({}), invalid(error())];
    expect(new Set(answers.map(({ answer }) => answer)).size).toBe(answers.length);
    expect(untouched.answer).toBe(0);
  });
});
