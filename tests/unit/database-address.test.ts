import { describe, expect, test } from "vitest";
import { databaseAddress } from "@/db/address";

describe("The address of the database", () => {
  test.each([
    ["postgres://u:p@db.example.org/x?sslmode=require&channel_binding=require", "require"],
    ["postgres://u:p@db.example.org/x?pgbouncer=true&connection_limit=1", "require"],
    ["postgres://u:p@db.example.org/x", "require"],
    ["postgres://u:p@db.example.org/x?sslmode=nonsense", "require"],
    ["postgres://u:p@db.example.org/x?sslmode=verify-full", "verify-full"],
    ["postgres://u:p@db.example.org/x?sslmode=verify-ca", "verify-full"],
    ["postgres://u:p@db.example.org/x?sslmode=disable", false],
  ])("%s keeps no parameter and has TLS %s", (address, ssl) => {
    expect(databaseAddress(address)).toEqual({ url: "postgres://u:p@db.example.org/x", ssl });
  });

  test.each(["localhost", "127.0.0.1", "[::1]"])("%s needs no TLS", (host) => {
    expect(databaseAddress(`postgres://u:p@${host}:5432/x`).ssl).toBe(false);
  });

  test("What is special in a password stays as it was written", () => {
    expect(databaseAddress("postgres://u:p%40%2Fss@db.example.org/x?a=b").url).toBe(
      "postgres://u:p%40%2Fss@db.example.org/x",
    );
  });
});
