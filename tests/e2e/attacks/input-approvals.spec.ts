import { enrolDevice, enrolment, makeLink, postEnrolment, sendPost, signedPost } from "../support/device";
import { hiddenFields } from "../support/forms";
import { expect, test } from "./test";
import { oddities, pollution, privileges } from "./unwanted";

const SECURITY = "/account/security";

test("no character in a phone's name, a form about it or a post of it makes the server fail (T-066)", async ({
  people,
  approvals,
}) => {
  const { browser, device } = await approvals.owner();
  const { baseUrl } = browser;
  const phone = people.visitor();
  const token = await makeLink(browser);
  const hidden = hiddenFields((await browser.get(SECURITY)).body, "Save the name");
  const faults: string[] = [];
  const note = (what: string, { status }: { status: number }) => {
    if (status >= 500) faults.push(`${what}: ${status}`);
  };
  for (const [index, odd] of oddities.entries()) {
    for (const name of ["name", "device", "token"]) {
      const kept = [...hidden, ["name", "A phone"] as const].filter(([field]) => field !== name);
      note(`${name} with oddity ${index}`, await browser.copy().post(SECURITY, [...kept, [name, odd]]));
    }
    const text = odd.toString("latin1").slice(0, 40);
    note(`post ${index}`, await sendPost(phone, signedPost(device, { do: "list", about: text })));
    const raw = { body: odd.toString(), headers: signedPost(device, { do: "leave" }).headers };
    note(`raw post ${index}`, await sendPost(phone, raw));
    note(`link ${index}`, await postEnrolment(phone, enrolment(baseUrl, text, "A phone").body));
    // Of what may be a name, the first uses the link up.
    note(`enrolment ${index}`, await postEnrolment(phone, enrolment(baseUrl, token, text).body));
  }
  for (const odd of ["%00", "%FF", "%ED%A0%80", "9".repeat(40), "__proto__", "constructor", "'"]) {
    for (const path of ["/login/approve?ask=", "/account/confirm?ask=", "/account/transfer?receipt="])
      note(`${path}${odd}`, await browser.copy().get(`${path}${odd}`));
    for (const query of [`approval=${odd}`, `enrolment=${odd}`, `approval=login&approval=${odd}`])
      note(query, await browser.copy().get(`/api/challenge?${query}`));
  }
  expect(faults).toEqual([]);
});

test("fields that no form about a phone has change nothing beside what the form is for (T-061)", async ({
  approvals,
  database,
}) => {
  const { person, browser } = await approvals.owner("A phone");
  const row = async () => {
    const [found] = await database.sql`
      select devices.*, username, email, password_hash, approvals_off_at from devices join users on users.id = user_id
      where username = ${person.username}`;
    return found;
  };
  const before = await row();
  const hidden = hiddenFields((await browser.get(SECURITY)).body, "Save the name");
  const more = [...privileges, ...pollution, ["revoked_at", ""], ["publicKey", "B".repeat(87)]] as const;
  const own = more.filter(([name]) => name !== "id");
  await browser.post(SECURITY, [...hidden, ["name", "Another name"], ...own]);
  expect(await row()).toEqual({ ...before, name: "Another name" });
});

test("what somebody calls a phone stands inert wherever it is shown (T-060)", async ({
  page,
  context,
  people,
  approvals,
  simulator,
}) => {
  const { person, browser } = await people.signUp();
  const hostile = `"><img src=x onerror=ran=1>evil.example`;
  await enrolDevice(browser, people.visitor(), hostile);
  const half = await approvals.beginLogin(person);
  await browser.enter(context);
  await half.enter(context);
  for (const path of [SECURITY, "/account/history", "/login/approve"]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    expect(await page.evaluate(() => Reflect.get(window, "ran")), path).toBeUndefined();
    expect(await page.locator("main img").count(), path).toBe(0);
  }
  await expect(page.getByText(hostile)).toBeVisible();
  const { text } = await simulator.latestMail(person.email, "A phone can approve logins of your account now");
  expect(text, "Nothing that a mail program makes a link of").not.toMatch(/evil\.example|<img/);
});
