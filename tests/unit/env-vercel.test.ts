import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { required } from "./environment";

/** As process.env would have it: what is undefined is not there. */
const parse = (changes: Readonly<Record<string, string | undefined>>) =>
  parseEnv(
    Object.fromEntries(
      Object.entries({ ...required, ...changes }).filter(([, value]) => value !== undefined),
    ),
  );

describe("On Vercel", () => {
  const vercel = {
    APP_URL: undefined,
    VERCEL: "1",
    VERCEL_ENV: "production",
    VERCEL_PROJECT_PRODUCTION_URL: "login.example.org",
    VERCEL_URL: "countersign-abc.vercel.app",
    VERCEL_BRANCH_URL: "countersign-git-main.vercel.app",
  };

  test("In production the address is the project's own", () => {
    expect(parse(vercel)).toMatchObject({
      secure: true,
      origins: [
        "https://login.example.org",
        "https://countersign-abc.vercel.app",
        "https://countersign-git-main.vercel.app",
      ],
      clientAddressHeader: "x-vercel-forwarded-for",
      placeHeaders: true,
    });
  });

  test.each(["preview", "development"])("In %s the address is the deployment's", (stage) => {
    expect(parse({ ...vercel, VERCEL_ENV: stage }).appUrl.origin).toBe("https://countersign-abc.vercel.app");
  });

  test("An address that is given wins, an empty one does not", () => {
    const given = parse({ ...vercel, APP_URL: "https://ada.example" });
    expect(given.origins[0]).toBe("https://ada.example");
    expect(parse({ ...vercel, APP_URL: "" }).origins[0]).toBe("https://login.example.org");
  });

  test("A header that is given wins", () => {
    const { clientAddressHeader } = parse({ ...vercel, CLIENT_ADDRESS_HEADER: "cf-connecting-ip" });
    expect(clientAddressHeader).toBe("cf-connecting-ip");
  });

  test("Elsewhere its variables open no origin and trust no header", () => {
    expect(parse({ ...vercel, VERCEL: undefined, APP_URL: required.APP_URL })).toMatchObject({
      origins: [required.APP_URL],
      clientAddressHeader: null,
      placeHeaders: false,
    });
  });
});
