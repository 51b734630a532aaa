import { chromium } from "@playwright/test";
import { findBrowser } from "../browser";
import type { Lifetime } from "../lifetime";
import { step } from "../progress";
import { countLogins, type LoginCounts } from "./counts";
import { createHashMeter } from "./hash";
import { driveLogin, plainJourney, type Route, scriptedJourney, toldJourney } from "./journeys";
import { type Contender, type LoginFigures, measureLogins } from "./logins";
import type { Options } from "./options";
import { measurePages, type ScriptFigures } from "./pages";
import { everybody, pinFor } from "./people";
import { takeProfiles } from "./profile";
import { recordLogin } from "./recording";
import { databases, type Stage } from "./stage";

/** The application's and the bare one's logins, driven in the same way. */
interface Pair {
  driven: string;
  application: Contender;
  bare: Contender;
}

export interface Figures {
  counts: LoginCounts;
  bareCounts: LoginCounts;
  /** All requests but files that a real browser with JavaScript made for one login. */
  browserRequests: string[];
  scripts: ScriptFigures;
  /** CPU milliseconds of one password check alone. */
  hashes: number[];
  logins: { driven: string; application: LoginFigures; bare: LoginFigures }[];
  /** The first kind of login, and what the provider tells the application about it. */
  told: { counts: LoginCounts; logins: LoginFigures };
}

function routesOf({ application, bare, simulator }: Stage) {
  const own: Route = {
    origin: application.origin,
    form: "/login",
    pinPage: "/login/pin",
    pinOf: (who) => pinFor(who, simulator),
  };
  const reference: Route = { origin: bare.origin, form: "/", pinPage: "/pin", pinOf: () => "123456" };
  return { own, reference };
}

async function measureInBrowser(stage: Stage, lifetime: Lifetime) {
  const people = everybody();
  const { own, reference } = routesOf(stage);
  const browser = await chromium.launch(findBrowser());
  lifetime.defer(() => browser.close());
  const recording = await recordLogin(browser, driveLogin(own, people.next().value));
  const bareRecording = await recordLogin(browser, driveLogin(reference, people.next().value));
  const scripts = await measurePages(browser, own, people, stage.empty.origin);
  // Idle or not, a browser would disturb what is measured next.
  await browser.close();
  const pair = (
    driven: string,
    drive: (route: Route, from: typeof recording) => Contender["journey"],
  ): Pair => ({
    driven,
    application: { journey: drive(own, recording), meter: stage.application.meter, people },
    bare: { journey: drive(reference, bareRecording), meter: stage.bare.meter, people },
  });
  const pairs = [
    pair("without JavaScript", (route) => plainJourney(route)),
    pair("with JavaScript", (route, from) => scriptedJourney(route, from)),
  ];
  return { people, scripts, browserRequests: recording.requests, pairs };
}

export async function measure(stage: Stage, options: Options, lifetime: Lifetime): Promise<Figures> {
  const inBrowser = await step("Measuring the pages in Chromium", () => measureInBrowser(stage, lifetime));
  const { people, scripts, browserRequests, pairs } = inBrowser;
  const { own, reference } = routesOf(stage);
  const counts = await countLogins(stage, plainJourney(own), people);
  const bareCounts = await countLogins(stage, plainJourney(reference), people, databases.bare);
  const hashMeter = await createHashMeter();
  const hashes: number[] = [];
  const told = toldJourney(plainJourney(own), stage.simulator, own.origin);
  const toldCounts = await countLogins(stage, told, people);
  const contenders = [
    ...pairs.flatMap(({ application, bare }) => [application, bare]),
    { journey: told, meter: stage.application.meter, people },
  ];
  const figures = await step("Logging in, in turns", () =>
    measureLogins(contenders, options.extent, async () => void hashes.push(await hashMeter())),
  );
  const scripted = pairs.at(-1);
  if (options.profile && scripted) {
    await takeProfiles({ application: scripted.application, bare: scripted.bare });
  }
  const logins = pairs.flatMap(({ driven }, index) => {
    const [application, bare] = figures.slice(2 * index);
    return application && bare ? [{ driven, application, bare }] : [];
  });
  const last = figures.at(-1);
  if (!last) throw new Error("Nothing was measured");
  return {
    counts,
    bareCounts,
    browserRequests,
    scripts,
    hashes,
    logins,
    told: { counts: toldCounts, logins: last },
  };
}
