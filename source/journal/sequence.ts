import {assertNever} from '../domain/errors.ts';
import {JOURNAL_FORMAT} from '../domain/event.ts';
import type {Damage} from './damage.ts';
import type {Scanned} from './scan.ts';

/** A record of a segment. */
type ScannedRecord = Extract<Scanned, {kind: 'record'}>;
/** A damaged record. */
type BadRecord = Extract<Damage, {kind: 'bad-record'}>;

/** Decides which scanned entries of a journal count, and reports the others. */
export type Sequence = {
	readonly startSegment: (name: string) => void;
	/** Whether the entry is a record that is new. */
	readonly accept: (entry: Scanned) => entry is ScannedRecord;
	/** Reports what the end of the journal decides. `savedAs` names where its broken end was moved to. */
	readonly finish: (savedAs?: string) => void;
	/** Highest `seq` so far; 0 before the first. */
	readonly lastSeq: () => number;
	/** Highest format that the journal names; 0 before it names one. */
	readonly format: () => number;
};

/**
 * Follows `seq` over the segments of a journal: what was seen is passed over, what is missing is reported. A broken
 * end of a segment is no damage where the next segment goes on without a gap: after a failed flush the writer
 * writes again there what may be lost here.
 */
export function createSequence(onDamage: (damage: Damage) => void): Sequence {
	let segment = '';
	let lastSeq = 0;
	let format = 0;
	let isFreshSegment = true;
	let broken: BadRecord[] = [];

	const reportBroken = (): void => {
		for (const damage of broken) onDamage(damage);
		broken = [];
	};
	const settleBroken = (seq: number): void => {
		const isHealed = broken[0]?.segment !== segment && seq <= lastSeq + 1;
		if (isHealed) broken = [];
		else reportBroken();
	};
	const acceptRecord = (entry: ScannedRecord): boolean => {
		const {event} = entry;
		if (broken.length > 0) settleBroken(event.seq);
		if (event.seq <= lastSeq) {
			const isRewrite = isFreshSegment && segment !== '';
			if (!isRewrite)
				onDamage({kind: 'duplicate', segment, record: entry.record, offset: entry.offset, seq: event.seq});
			return false;
		}
		isFreshSegment = false;
		if (event.seq > lastSeq + 1) onDamage({kind: 'gap', segment, after: lastSeq, next: event.seq});
		lastSeq = event.seq;
		if (event.type === 'sweep-started' && event.format > format) {
			format = event.format;
			if (format > JOURNAL_FORMAT) onDamage({kind: 'newer-format', segment, format});
		}
		return true;
	};
	return {
		startSegment: name => {
			isFreshSegment = segment !== '';
			segment = name;
		},
		accept: (entry): entry is ScannedRecord => {
			switch (entry.kind) {
				case 'record':
					return acceptRecord(entry);
				case 'bad':
					broken.push({...entry, kind: 'bad-record', segment});
					return false;
				case 'remark':
					onDamage({kind: entry.remark, segment});
					return false;
				case 'blank':
					return false;
				default:
					return assertNever(entry);
			}
		},
		finish: savedAs => {
			const last = broken.filter(damage => damage.segment === segment);
			broken = broken.filter(damage => damage.segment !== segment);
			reportBroken();
			const [first] = last;
			if (first === undefined) return;
			const bytes = (last.at(-1)?.end ?? first.end) - first.offset;
			const tail = {kind: 'torn-tail' as const, segment, offset: first.offset, bytes};
			onDamage(savedAs === undefined ? tail : {...tail, savedAs});
		},
		lastSeq: () => lastSeq,
		format: () => format,
	};
}
