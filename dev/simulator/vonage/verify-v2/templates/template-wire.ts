import { json, type Reply } from "../../../http/reply";
import type { Fragment, Template } from "./template-store";

const iso = (time: number) => new Date(time).toISOString();

/** `root` is the address of all templates. */
export function wireTemplate(root: string, { id, isDefault, name }: Template) {
  const self = `${root}/${id}`;
  const links = { self: { href: self }, fragments: { href: `${self}/template_fragments` } };
  return { template_id: id, name, is_default: isDefault, _links: links };
}

export function wireFragment(root: string, template: Template, fragment: Fragment) {
  const self = `${root}/${template.id}/template_fragments/${fragment.id}`;
  return {
    template_fragment_id: fragment.id,
    channel: fragment.channel,
    locale: fragment.locale,
    text: fragment.text,
    date_created: iso(fragment.createdAt),
    date_updated: iso(fragment.updatedAt),
    _links: { self: { href: self }, template: { href: `${root}/${template.id}` } },
  };
}

type Page = { page: number; page_size: number };

/** One page of a list; links name only pages that there are. */
export function wirePage(
  address: string,
  { page, page_size }: Page,
  name: "templates" | "template_fragments",
  items: readonly object[],
): Reply {
  const total = Math.max(1, Math.ceil(items.length / page_size));
  const link = (to: number) => ({ href: `${address}?page=${to}&page_size=${page_size}` });
  return json(200, {
    page_size,
    page,
    total_pages: total,
    total_items: items.length,
    _embedded: { [name]: items.slice((page - 1) * page_size, page * page_size) },
    _links: {
      self: link(page),
      first: link(1),
      ...(page > 1 ? { prev: link(page - 1) } : {}),
      ...(page < total ? { next: link(page + 1) } : {}),
      last: link(total),
    },
  });
}
