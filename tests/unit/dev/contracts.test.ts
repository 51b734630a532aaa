import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkContracts, contractsIn } from "../../../dev/checks/contracts";

describe("What the code before a migration would trip over", () => {
  test.each([
    [`DROP TABLE "sends";`, "drops something"],
    [`ALTER TABLE "users" DROP COLUMN "locale";`, "drops something"],
    [`DROP INDEX "users_email_key";`, "drops something"],
    [`ALTER TABLE "users" ALTER COLUMN "locale" DROP DEFAULT;`, "drops something"],
    [`ALTER TABLE "users" RENAME COLUMN "locale" TO "language";`, "renames something"],
    [`ALTER TABLE "users" RENAME TO "people";`, "renames something"],
    [`ALTER TABLE "users" ALTER COLUMN "locale" SET NOT NULL;`, "demands a value in users"],
    [`ALTER TABLE "users" ALTER COLUMN "locale" SET DATA TYPE varchar(5);`, "changes a type in users"],
    [`alter table public.users alter column locale type varchar(5)`, "changes a type in users"],
    [
      `ALTER TABLE "users" ADD COLUMN "x" text NOT NULL;`,
      "adds a column without a default to users that must have a value",
    ],
    [`ALTER TABLE "users" ADD CONSTRAINT "one" CHECK ("users"."locale" <> '');`, "adds a rule to users"],
    [`ALTER TABLE "users" ADD CONSTRAINT "one" UNIQUE ("locale");`, "adds a rule to users"],
    [
      `ALTER TABLE "users" ADD CONSTRAINT "one" FOREIGN KEY ("locale") REFERENCES "public"."locales"("id");`,
      "adds a rule to users",
    ],
    [`CREATE UNIQUE INDEX "one" ON "users" USING btree ("locale");`, "makes something of users unique"],
    [
      `CREATE TRIGGER one BEFORE UPDATE ON "users" FOR EACH ROW EXECUTE FUNCTION one();`,
      "puts a trigger on users",
    ],
    [`DELETE FROM "sends";`, "removes rows"],
    [`TRUNCATE "sends";`, "removes rows"],
  ])("%s", (statement, offence) => {
    expect(contractsIn(`CREATE TABLE "other" ("id" int);--> statement-breakpoint\n${statement}`)).toEqual([
      offence,
    ]);
  });

  test.each([
    [`CREATE TABLE "users2" ("id" uuid NOT NULL, "name" text NOT NULL, CONSTRAINT "c" CHECK (name <> ''));`],
    [`ALTER TABLE "users" ADD COLUMN "x" text;`],
    [`ALTER TABLE "users" ADD COLUMN "x" text DEFAULT 'a' NOT NULL;`],
    [`ALTER TABLE "users" ALTER COLUMN "password_hash" DROP NOT NULL;`],
    [`CREATE INDEX "one" ON "users" USING btree ("locale");`],
    [`UPDATE "users" SET "locale" = 'drop table';`],
    [`-- drop table users;\nselect 1;`],
    [`CREATE FUNCTION one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM sends; END $$;`],
    [
      `ALTER TABLE "users" ADD COLUMN "group_id" uuid;
       ALTER TABLE "users" ADD CONSTRAINT "g" FOREIGN KEY ("group_id") REFERENCES "public"."groups"("id");
       CREATE UNIQUE INDEX "one" ON "users" USING btree ("group_id");`,
    ],
    [
      `CREATE TABLE "audit_seals" ("id" int);
       ALTER TABLE "audit_seals" ADD CONSTRAINT "one" FOREIGN KEY ("id") REFERENCES "public"."audit"("id");
       CREATE UNIQUE INDEX "two" ON "audit_seals" USING btree ("id");
       CREATE TRIGGER three BEFORE UPDATE OR DELETE ON "audit_seals" FOR EACH ROW EXECUTE FUNCTION audit_append_only();`,
    ],
  ])("is nothing in %s", (text) => {
    expect(contractsIn(text)).toEqual([]);
  });

  test("may be in a migration that says in its first line why nothing uses it any more", () => {
    const drop = `ALTER TABLE "users" DROP COLUMN "locale";`;
    expect(contractsIn(`-- contract: 0007 no code since then reads it\n${drop}`)).toEqual([]);
    expect(contractsIn(`-- contract:\n${drop}`)).toEqual(["drops something"]);
    expect(contractsIn(`-- contract: 0007\n${drop}`)).toEqual(["drops something"]);
    expect(contractsIn(`${drop}\n-- contract: 0007 no code since then reads it`)).toEqual([
      "drops something",
    ]);
  });

  test("is looked for in every migration that came after the rule, and told with its file", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "countersign-contracts-"));
    try {
      for (const file of ["0005_old.sql", "0006_new.sql", "0123_newer.sql"])
        writeFileSync(path.join(folder, file), `DROP TABLE "sends";`);
      const found = await checkContracts(folder);
      expect(found.map((line) => line.split(":")[0])).toEqual([
        "0006_new.sql drops something",
        "0123_newer.sql drops something",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(await checkContracts()).toEqual([]);
    // It would have found what was there before.
    expect(contractsIn(readFileSync("db/migrations/0002_drop_called_at.sql", "utf8"))).toEqual([
      "drops something",
    ]);
  });
});
