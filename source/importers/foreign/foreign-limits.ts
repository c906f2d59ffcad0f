/** What may be read of a file that somebody else's program wrote. */
export type ForeignLimits = {
	/** Bytes of one file that are held at once, also after inflating. */
	readonly mostBytes: number;
	/** Inflated bytes for each byte of gzip; an honest log has about 20, text of one repeated line about 1,000. */
	readonly mostRatio: number;
	/** Inflated size up to which the ratio does not matter. */
	readonly freeBytes: number;
	/** Files below a folder. */
	readonly mostFiles: number;
	/** Folders within folders. */
	readonly mostDepth: number;
	/** Bytes of one line. */
	readonly mostLineBytes: number;
};

/** The limits of every import. */
export const FOREIGN_LIMITS: ForeignLimits = {
	mostBytes: 256 * 1024 ** 2,
	mostRatio: 200,
	freeBytes: 1024 ** 2,
	mostFiles: 100_000,
	mostDepth: 16,
	mostLineBytes: 16 * 1024 ** 2,
};

/** A size as text: `256 MiB`. */
export function formatBytes(bytes: number): string {
	if (bytes >= 1024 ** 2) return `${Number((bytes / 1024 ** 2).toFixed(1))} MiB`;
	return bytes >= 1024 ? `${Number((bytes / 1024).toFixed(1))} KiB` : `${bytes} bytes`;
}
