import { randomUUID } from "node:crypto";
import type { Timeline } from "../../../timeline";

export type FragmentChannel = "sms" | "voice";
export type Fragment = {
  id: string;
  channel: FragmentChannel;
  locale: string;
  text: string;
  createdAt: number;
  updatedAt: number;
};
export type Template = { id: string; name: string; isDefault: boolean; fragments: Fragment[] };

const mostTemplates = 10;

export type TemplateStore = ReturnType<typeof createTemplateStore>;

/** The account's templates with the rules that the provider has for them. */
export function createTemplateStore(timeline: Timeline) {
  let templates: Template[] = [];

  const nameTaken = (name: string, except?: Template) =>
    templates.some((one) => one !== except && one.name === name);

  return {
    all: (): readonly Template[] => templates,
    find: (id: string): Template | undefined => templates.find((one) => one.id === id),

    add(name: string): Template | "template-exists" | "max-templates" {
      if (nameTaken(name)) return "template-exists";
      if (templates.length >= mostTemplates) return "max-templates";
      const template = { id: randomUUID(), name, isDefault: templates.length === 0, fragments: [] };
      templates.push(template);
      return template;
    },

    change(template: Template, name: string | undefined, isDefault: boolean | undefined) {
      if (name !== undefined && nameTaken(name, template)) return "template-exists";
      template.name = name ?? template.name;
      if (isDefault) for (const other of templates) other.isDefault = false;
      template.isDefault = isDefault ?? template.isDefault;
      return template;
    },

    remove(template: Template): "removed" | "not-empty-template" | "default-template" {
      if (template.fragments.length > 0) return "not-empty-template";
      if (template.isDefault) return "default-template";
      templates = templates.filter((one) => one !== template);
      return "removed";
    },

    addFragment(template: Template, content: Pick<Fragment, "channel" | "locale" | "text">) {
      const { channel, locale } = content;
      const taken = template.fragments.some((one) => one.channel === channel && one.locale === locale);
      if (taken) return "fragment-exists";
      const at = timeline.now();
      const fragment: Fragment = { id: randomUUID(), ...content, createdAt: at, updatedAt: at };
      template.fragments.push(fragment);
      return fragment;
    },

    changeFragment(fragment: Fragment, text: string) {
      fragment.text = text;
      fragment.updatedAt = timeline.now();
    },

    removeFragment(template: Template, fragment: Fragment) {
      template.fragments = template.fragments.filter((one) => one !== fragment);
    },

    /** The own text of the named template or the default one; undefined where the standard text holds. */
    textFor(templateId: string | undefined, channel: FragmentChannel, locale: string): string | undefined {
      const wanted = templates.find((one) => (templateId ? one.id === templateId : one.isDefault));
      return wanted?.fragments.find((one) => one.channel === channel && one.locale === locale)?.text;
    },

    clear() {
      templates = [];
    },
  };
}
