import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * An NVML with two GPUs and known answers, in C, with the signatures of `nvml.h`: energy grows by 25 J a look, the
 * second GPU supports nothing but its temperature.
 */
const SOURCE = `
#include <stdint.h>
#include <string.h>
typedef struct { unsigned fieldId, scopeId; long long timestamp, latency; unsigned type; int ret;
                 union { double d; unsigned u; unsigned long long ull; } value; } field;
static int first, second;
static unsigned long long energy = 9007199254000ULL;
static void *handles[2] = {&first, &second};
int nvmlInit_v2(void) { return 0; }
int nvmlShutdown(void) { return 0; }
int nvmlDeviceGetCount_v2(unsigned *n) { *n = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **d) { *d = handles[i]; return i < 2 ? 0 : 2; }
int nvmlDeviceGetName(void *d, char *s, unsigned n) { strncpy(s, "NVIDIA H100 80GB HBM3", n); return 0; }
int nvmlDeviceGetPowerUsage(void *d, unsigned *w) { *w = 300000; return d == &first ? 0 : 3; }
int nvmlDeviceGetTemperature(void *d, unsigned k, unsigned *t) { *t = d == &first ? 55 : 41; return k == 0 ? 0 : 2; }
int nvmlDeviceGetClockInfo(void *d, unsigned k, unsigned *c) { *c = k == 1 ? 1980 : 2619; return d == &first ? 0 : 3; }
int nvmlDeviceGetFanSpeed(void *d, unsigned *p) { return 3; }
int nvmlDeviceGetTotalEnergyConsumption(void *d, unsigned long long *e) { *e = energy += 25000; return d == &first ? 0 : 3; }
int nvmlDeviceGetMemoryInfo(void *d, unsigned long long *m) { m[0] = 80; m[1] = 60; m[2] = 20; return d == &first ? 0 : 3; }
int nvmlDeviceGetUtilizationRates(void *d, unsigned *u) { u[0] = 97; u[1] = 12; return d == &first ? 0 : 3; }
int nvmlDeviceGetViolationStatus(void *d, unsigned p, unsigned long long *v) { v[0] = 1; v[1] = p == 1 ? 2500000 : 7000000; return d == &first ? 0 : 3; }
int nvmlDeviceGetFieldValues(void *d, int n, field *f) {
  for (int i = 0; i < n; i++) { f[i].ret = d == &first ? 0 : 3; f[i].type = 1; f[i].value.u = f[i].fieldId == 186 ? 631950 : 54; }
  return 0;
}
typedef struct { unsigned pid; unsigned long long us; unsigned sm, mem, enc, dec; } load;
int nvmlDeviceGetProcessUtilization(void *d, load *l, unsigned *n, unsigned long long since) {
  if (d != &first) return 3;
  if (since >= 3000) return 6;
  l[0] = (load){100, 1000, 40, 1, 0, 0};
  l[1] = (load){101, 2000, 30, 1, 0, 0};
  l[2] = (load){200, 2000, 20, 1, 0, 0};
  l[3] = (load){200, 3000, 40, 1, 0, 0};
  l[4] = (load){999, 3000, 90, 1, 0, 0};
  *n = 5;
  return 0;
}
`;

/** Compiles the stub into a folder and gives its path; throws where there is no compiler. */
export function buildNvmlStub(folder: string): string {
	const source = join(folder, 'nvml.c');
	const library = join(folder, 'libnvidia-ml.so.1');
	writeFileSync(source, SOURCE);
	execFileSync('cc', ['-shared', '-fPIC', '-o', library, source], {stdio: 'pipe'});
	return library;
}
