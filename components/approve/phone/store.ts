/** What this browser is enrolled as, one entry for each account. */
export type Phone = Readonly<{
  device: string;
  account: string;
  privateKey: CryptoKey;
}>;

const STORE = "phones";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("countersign", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "device" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const held = database.transaction(STORE, mode);
      const request = work(held.objectStore(STORE));
      held.oncomplete = () => resolve(request.result);
      held.onerror = () => reject(held.error);
      held.onabort = () => reject(held.error);
    });
  } finally {
    database.close();
  }
}

export const readPhones = (): Promise<Phone[]> => within("readonly", (store) => store.getAll());

/** Asks the browser not to clear it when space is short, too: the key cannot be had again. */
export async function keepPhone(phone: Phone): Promise<void> {
  await within("readwrite", (store) => store.put(phone));
  await navigator.storage?.persist?.();
}

export async function forgetPhone(device: string): Promise<void> {
  await within("readwrite", (store) => store.delete(device));
}
