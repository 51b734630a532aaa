import type { ApiOperation } from "../faults";
import type { Reply } from "../http/reply";
import type { Service } from "./calls";

/** A request as an API sees it. `authorizations` has every such header, because two of them are a fault. */
export type ApiRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  /** The body as it came, where it is no text. */
  bytes: Buffer;
  contentType: string;
  authorizations: readonly string[];
  /** By its name in small letters; several of one name are joined with commas. */
  header(name: string): string | undefined;
};

/** What a request asks for, known before it is handled; `numbers` are in the wire form, for the faults. */
export type Route = {
  /** `other` is what no fault strikes. */
  operation: ApiOperation | "other";
  requestId?: string;
  numbers: readonly string[];
  answer(): Reply | Promise<Reply>;
};

/** How an API says that something is wrong, for what is the same in all of them. */
export type Dialect = {
  notFound(): Reply;
  tooLarge(): Reply;
  failure(status: number, override?: Record<string, unknown>): Reply;
  /** The beginning of a body that breaks off. */
  malformed: string;
};

export type Api = {
  service: Service;
  owns(path: string): boolean;
  /** Undefined where the API has nothing. */
  route(request: ApiRequest): Route | undefined;
  dialect: Dialect;
};
