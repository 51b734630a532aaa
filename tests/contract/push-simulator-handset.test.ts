import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type At, payload, push, subscribe, subscribed } from "./push";
import { client, number, simulator, sms } from "./support";

const snapshot = z.object({
  approveUrl: z.string().nullable(),
  phones: z.array(
    z.object({
      kind: z.string(),
      number: z.string(),
      label: z.string(),
      messages: z.array(z.record(z.string(), z.unknown())),
      expired: z.boolean().optional(),
    }),
  ),
});

/** What the handset is told when it opens. */
async function shown({ url }: At) {
  const stream = await fetch(`${url}/_simulator/events`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  const text = (await reader?.read())?.value ?? "";
  await reader?.cancel();
  return snapshot.parse(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? ""));
}

describe("on the handset", () => {
  test("a browser that has just subscribed is a phone of its own kind, with its label", async () => {
    const { to, url } = await subscribed();
    const id = to.endpoint.split("/").at(-1);
    const browser = { kind: "browser", number: id, label: "Pixel", messages: [] };
    expect((await shown({ url })).phones).toMatchObject([{ ...browser, expired: false }]);
    await subscribe({ url }, "  ");
    expect((await shown({ url })).phones.map(({ label }) => label)).toContain("Phone browser");
  });

  test("a notification says what a lock screen says, and leads to the application", async () => {
    const { to, url, control } = await subscribed();
    await push(to);
    const [phone] = (await shown({ url })).phones;
    const [arrived] = control.pushes();
    expect(phone?.messages).toEqual([
      {
        id: arrived?.id,
        at: arrived?.at,
        channel: "push",
        code: "",
        title: "Countersign",
        text: "Something waits for your answer. Open to see what.",
        url: JSON.parse(payload).url,
      },
    ]);
  });

  const id = "0d5a0c9e-7b1f-4c6e-9b1d-3a0f5c2e8d41";
  test.each([
    ["no JSON", "A new login"],
    ["no id", JSON.stringify({ url: "https://countersign.example/approve" })],
    ["no address", JSON.stringify({ id, url: "/approve" })],
    ["a script in the place of its address", JSON.stringify({ id, url: "javascript:alert(1)" })],
    ["a file in the place of its address", JSON.stringify({ id, url: "file:///etc/hosts" })],
  ])("a message with %s is plain text without a link", async (_what, content) => {
    const { to, url } = await subscribed();
    await push(to, { payload: content });
    const [phone] = (await shown({ url })).phones;
    expect(phone?.messages).toMatchObject([{ text: content, url: null }]);
  });

  test("a message that cannot be decrypted is told to be one", async () => {
    const { to, url } = await subscribed();
    await push(to, { body: Buffer.from("?") });
    await push(to, { payload: "" });
    const texts = (await shown({ url })).phones[0]?.messages.map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringContaining("cannot decrypt"),
      expect.stringContaining("without content"),
    ]);
  });

  test("browsers stand among the phones, the newest first", async () => {
    const { control, to, url } = await subscribed();
    await control.advanceSeconds(1);
    await client({ url }).newRequest(sms());
    const kinds = async () => (await shown({ url })).phones.map(({ kind }) => kind);
    expect(await kinds()).toEqual(["number", "browser"]);
    await control.advanceSeconds(1);
    await push(to);
    expect(await kinds()).toEqual(["browser", "number"]);
    await control.advanceSeconds(1);
    await subscribe({ url }, "Newest");
    expect((await shown({ url })).phones[0]?.label).toBe("Newest");
  });

  test("clearing a browser leaves the others and the texts, and an expired one is told to be over", async () => {
    const { control, to, url } = await subscribed();
    const other = await subscribe({ url });
    await push(to);
    await push(other);
    await client({ url }).newRequest(sms());
    await fetch(`${url}/_simulator/messages?to=${to.endpoint.split("/").at(-1)}`, { method: "DELETE" });
    expect(control.pushes().map(({ endpoint }) => endpoint)).toEqual([other.endpoint]);
    expect(control.messagesFor(number)).toHaveLength(1);
    control.expirePush(to.endpoint);
    const { phones } = await shown({ url });
    expect(phones.filter(({ expired }) => expired).map(({ number: of }) => of)).toEqual([
      to.endpoint.split("/").at(-1),
    ]);
  });

  test("the phone that approves is known once the application's address is, also after forgetting", async () => {
    const { control, url } = await simulator();
    expect((await shown({ url })).approveUrl).toBeNull();
    expect(() => control.setApplicationUrl("javascript:alert(1)")).toThrow();
    control.setApplicationUrl("http://localhost:3000");
    control.reset();
    expect((await shown({ url })).approveUrl).toBe("http://localhost:3000/approve");
    const early = await simulator({ applicationUrl: "https://countersign.example/login" });
    expect((await shown(early)).approveUrl).toBe("https://countersign.example/approve");
  });
});
