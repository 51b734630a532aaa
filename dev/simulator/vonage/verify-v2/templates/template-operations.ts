import type { ApiRequest } from "../../../api/api";
import { empty, json, type Reply } from "../../../http/reply";
import type { Switches } from "../../../switches";
import { invalidParameters, problem } from "../problems";
import {
  fragmentChange,
  newFragment,
  newTemplate,
  parsePage,
  parseTemplate,
  templateChange,
} from "./template-request";
import type { Fragment, Template, TemplateStore } from "./template-store";
import { wireFragment, wirePage, wireTemplate } from "./template-wire";

type Context = { store: TemplateStore; root: string; request: ApiRequest };

function allTemplates({ store, root, request }: Context): Reply {
  if (request.method === "GET") {
    const page = parsePage(request.query);
    if ("invalid" in page) return invalidParameters(page.invalid);
    const items = store.all().map((one) => wireTemplate(root, one));
    return wirePage(root, page.value, "templates", items);
  }
  const parsed = parseTemplate(newTemplate, request.body);
  if ("invalid" in parsed) return invalidParameters(parsed.invalid);
  const added = store.add(parsed.value.name);
  return typeof added === "string" ? problem(added) : json(201, wireTemplate(root, added));
}

function oneTemplate(template: Template, { store, root, request }: Context): Reply {
  if (request.method === "GET") return json(200, wireTemplate(root, template));
  if (request.method === "DELETE") {
    const outcome = store.remove(template);
    return outcome === "removed" ? empty(204) : problem(outcome);
  }
  const parsed = parseTemplate(templateChange, request.body);
  if ("invalid" in parsed) return invalidParameters(parsed.invalid);
  const changed = store.change(template, parsed.value.name, parsed.value.is_default);
  return changed === "template-exists" ? problem(changed) : json(200, wireTemplate(root, template));
}

function allFragments(template: Template, { store, root, request }: Context): Reply {
  if (request.method === "GET") {
    const page = parsePage(request.query);
    if ("invalid" in page) return invalidParameters(page.invalid);
    const items = template.fragments.map((one) => wireFragment(root, template, one));
    const address = `${root}/${template.id}/template_fragments`;
    return wirePage(address, page.value, "template_fragments", items);
  }
  const parsed = parseTemplate(newFragment, request.body);
  if ("invalid" in parsed) return invalidParameters(parsed.invalid);
  const added = store.addFragment(template, parsed.value);
  return typeof added === "string" ? problem(added) : json(201, wireFragment(root, template, added));
}

function oneFragment(template: Template, fragment: Fragment, { store, root, request }: Context): Reply {
  if (request.method === "GET") return json(200, wireFragment(root, template, fragment));
  if (request.method === "DELETE") {
    store.removeFragment(template, fragment);
    return empty(204);
  }
  const parsed = parseTemplate(fragmentChange, request.body);
  if ("invalid" in parsed) return invalidParameters(parsed.invalid);
  store.changeFragment(fragment, parsed.value.text);
  return json(200, wireFragment(root, template, fragment));
}

const address = /^\/v2\/verify\/templates(?:\/([^/]+)(?:(\/template_fragments)(?:\/([^/]+))?)?)?$/;
const onCollection = ["GET", "POST"];
const onMember = ["GET", "PATCH", "DELETE"];

/** Undefined where there is nothing; the reply comes only once the caller has been let in. */
export function templateOperation(
  store: TemplateStore,
  root: string,
  request: ApiRequest,
): ((switches: Switches) => Reply) | undefined {
  const match = address.exec(request.path);
  if (!match) return undefined;
  const [, templateId, fragments, fragmentId] = match;
  const member = fragmentId !== undefined || (templateId !== undefined && fragments === undefined);
  if (!(member ? onMember : onCollection).includes(request.method)) return undefined;
  const context = { store, root, request };

  return (switches) => {
    if (request.method !== "GET" && switches.templateWriting === "forbidden") return problem("forbidden");
    if (templateId === undefined) return allTemplates(context);
    const template = store.find(templateId);
    if (!template) return problem("template-not-found");
    if (fragments === undefined) return oneTemplate(template, context);
    if (fragmentId === undefined) return allFragments(template, context);
    const fragment = template.fragments.find(({ id }) => id === fragmentId);
    return fragment ? oneFragment(template, fragment, context) : problem("template-fragment-not-found");
  };
}
