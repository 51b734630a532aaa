import { Channels } from "@vonage/verify2";
import { describe, expect, test } from "vitest";
import { client, number, refusal, simulator, sms, smsThenVoice } from "./support";

type Verify = ReturnType<typeof client>;
type NewTemplate = Parameters<Verify["createTemplate"]>[0];
type NewFragment = Parameters<Verify["createTemplateFragment"]>[1];

const unknownId = "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11";

const variable = (name: string) => `\${${name}}`;
const code = variable("code");

/** The SDK's types ask for more than the API takes. */
const named = (name: string) => ({ name }) as NewTemplate;
const fragment = (text: string, change: object = {}) =>
  ({ channel: "sms", locale: "en-gb", text, ...change }) as NewFragment;

async function all<T>(items: AsyncGenerator<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("rendering", () => {
  test("the default template's text replaces the standard one, with its last line last", async () => {
    const { url, control } = await simulator();
    const verify = client({ url });
    const { templateId } = await verify.createTemplate(named("web"));
    const time = `${variable("time-limit")} ${variable("time-limit-unit")}`;
    const own = `${variable("brand")}: ${code}, for ${time}.\n\n@example.test #${code}`;
    await verify.createTemplateFragment(templateId, fragment(own));
    await verify.newRequest(sms({ locale: "en-gb", code: "482913" }));
    expect(control.messagesFor(number)).toMatchObject([
      { locale: "en-gb", text: "Countersign: 482913, for 2 minutes.\n\n@example.test #482913" },
    ]);
  });

  test("a locale or channel without a fragment has the standard text", async () => {
    const { url, control } = await simulator();
    const verify = client({ url });
    const { templateId } = await verify.createTemplate(named("web"));
    await verify.createTemplateFragment(templateId, fragment(`Ours: ${code}`));
    const workflow = smsThenVoice().workflow;
    const { requestId } = await verify.newRequest(sms({ locale: "en-gb", code: "4829", workflow }));
    await verify.nextWorkflow(requestId);
    const other = "447700900124";
    await verify.newRequest(sms({ locale: "de-de", workflow: [{ channel: Channels.SMS, to: other }] }));
    const texts = control.outbox().map(({ text }) => text);
    expect(texts[0]).toBe("Ours: 4829");
    expect(texts[1]).toContain("4, 8, 2, 9");
    expect(texts[2]).toContain("Nie weitergeben");
  });

  test("a template named in the request goes before the default one, and a call spells its code", async () => {
    const { url, control } = await simulator();
    const verify = client({ url });
    await verify.createTemplate(named("first"));
    const { templateId } = await verify.createTemplate(named("second"));
    await verify.createTemplateFragment(templateId, fragment(`Say ${code}`, { channel: "voice" }));
    const workflow = [{ channel: Channels.VOICE, to: number }] as const;
    await verify.newRequest(sms({ templateId, locale: "en-gb", code: "4829", workflow: [...workflow] }));
    expect(control.messagesFor(number)[0]?.text).toBe("Say 4, 8, 2, 9");
  });

  test("an unknown template is refused by name", async () => {
    const { url } = await simulator();
    const refused = await refusal(client({ url }).newRequest(sms({ templateId: unknownId })));
    expect(refused).toMatchObject({ status: 422, body: { invalid_parameters: [{ name: "template_id" }] } });
  });
});

describe("templates", () => {
  test("are made, read, changed and removed, and the first is the default", async () => {
    const { url } = await simulator();
    const verify = client({ url });
    const first = await verify.createTemplate(named("first"));
    const second = await verify.createTemplate(named("second"));
    expect([first.isDefault, second.isDefault]).toEqual([true, false]);
    await verify.updateTemplate({ ...second, name: "renamed", isDefault: true });
    expect(await verify.getTemplate(first.templateId)).toMatchObject({ name: "first", isDefault: false });
    expect(await verify.getTemplate(second.templateId)).toMatchObject({ name: "renamed", isDefault: true });
    expect(await verify.deleteTemplate(first.templateId)).toBe(true);
    const gone = await refusal(verify.getTemplate(first.templateId));
    expect(gone).toMatchObject({ status: 404, fragment: "template-not-found" });
  });

  test("have a name of their own, at most ten to an account", async () => {
    const { url } = await simulator();
    const verify = client({ url });
    expect(await refusal(verify.createTemplate(named("no spaces")))).toMatchObject({ status: 422 });
    const { templateId } = await verify.createTemplate(named("t0"));
    const again = await refusal(verify.createTemplate(named("t0")));
    expect(again).toMatchObject({ status: 409, fragment: "template-exists" });
    for (let index = 1; index < 10; index += 1) await verify.createTemplate(named(`t${index}`));
    const eleventh = await refusal(verify.createTemplate(named("t10")));
    expect(eleventh).toMatchObject({ status: 409, fragment: "max-templates" });
    const taken = { ...named("t1"), templateId, isDefault: true };
    expect(await refusal(verify.updateTemplate(taken))).toMatchObject({ fragment: "template-exists" });
  });

  test("come in pages, and the SDK walks through all of them", async () => {
    const { url } = await simulator();
    const verify = client({ url });
    for (const name of ["a", "b", "c"]) await verify.createTemplate(named(name));
    const page = await verify.getTemplatePage({ page: 2, pageSize: 2 });
    expect(page).toMatchObject({ page: 2, pageSize: 2, totalPages: 2, totalItems: 3 });
    expect(page.templates.map(({ name }) => name)).toEqual(["c"]);
    const walked = await all(verify.listAllTemplates({ pageSize: 2 }));
    expect(walked.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(await refusal(verify.getTemplatePage({ page: -1, pageSize: 2 }))).toMatchObject({ status: 422 });
  });

  test("stay while they have fragments or are the default", async () => {
    const { url } = await simulator();
    const verify = client({ url });
    const { templateId } = await verify.createTemplate(named("first"));
    const made = await verify.createTemplateFragment(templateId, fragment(code));
    const full = await refusal(verify.deleteTemplate(templateId));
    expect(full).toMatchObject({ status: 409, fragment: "not-empty-template" });
    await verify.deleteTemplateFragment(templateId, made.templateFragmentId);
    expect(await refusal(verify.deleteTemplate(templateId))).toMatchObject({ status: 409 });
  });

  test("can be read but not written by an account that may not", async () => {
    const { url, control } = await simulator();
    const verify = client({ url });
    control.setSwitches({ templateWriting: "forbidden" });
    const refused = await refusal(verify.createTemplate(named("web")));
    expect(refused).toMatchObject({ status: 403, title: "Forbidden", fragment: "forbidden" });
    expect(await all(verify.listAllTemplates())).toEqual([]);
  });
});

describe("fragments", () => {
  test("are made, read, listed, changed and removed", async () => {
    const { url } = await simulator();
    const verify = client({ url });
    const { templateId } = await verify.createTemplate(named("web"));
    const made = await verify.createTemplateFragment(templateId, fragment(`A ${code}`));
    expect(made).toMatchObject({ channel: "sms", locale: "en-gb", text: `A ${code}` });
    await verify.updateTemplateFragment(templateId, { ...made, text: `B ${code}` });
    const read = await verify.getTemplateFragment(templateId, made.templateFragmentId);
    expect(read.text).toBe(`B ${code}`);
    expect(await all(verify.listAllTemplateFragments({ templateId }))).toHaveLength(1);
    expect(await verify.deleteTemplateFragment(templateId, made.templateFragmentId)).toBe(true);
    const gone = await refusal(verify.getTemplateFragment(templateId, made.templateFragmentId));
    expect(gone).toMatchObject({ status: 404, fragment: "template-fragment-not-found" });
  });

  test("are one for each channel and locale", async () => {
    const { url } = await simulator();
    const verify = client({ url });
    const { templateId } = await verify.createTemplate(named("web"));
    await verify.createTemplateFragment(templateId, fragment(`A ${code}`));
    await verify.createTemplateFragment(templateId, fragment(`A ${code}`, { channel: "voice" }));
    await verify.createTemplateFragment(templateId, fragment(`A ${code}`, { locale: "de-de" }));
    const second = await refusal(verify.createTemplateFragment(templateId, fragment(`B ${code}`)));
    expect(second).toMatchObject({ status: 409, fragment: "fragment-exists" });
  });

  test.each<[string, NewFragment, string]>([
    ["a text without the code", fragment("Hello"), "text"],
    ["a variable that there is not", fragment(`${code} ${variable("pin")}`), "text"],
    ["a locale in capitals", fragment(code, { locale: "en-GB" }), "locale"],
    ["a channel that takes none", fragment(code, { channel: "email" }), "channel"],
  ])("with %s are refused", async (_what, content, name) => {
    const { url } = await simulator();
    const verify = client({ url });
    const { templateId } = await verify.createTemplate(named("web"));
    const refused = await refusal(verify.createTemplateFragment(templateId, content));
    expect(refused.status).toBe(422);
    expect(refused.body.invalid_parameters?.map((one) => one.name)).toContain(name);
  });
});
