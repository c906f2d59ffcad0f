import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * An NVML with two GPUs and known answers, in C, with the signatures of `nvml.h`: energy grows by 25 J a look, the
 * second GPU supports nothing but its temperature, two policy counters and the newer list of loads. The asserts are the layouts
 * that `probes/nvidia/nvml-library.ts` and `nvml-processes.ts` read.
 */
const SOURCE = `
#include <stdint.h>
#include <string.h>
#include <stddef.h>
typedef struct { unsigned fieldId, scopeId; long long timestamp, latency; unsigned type; int ret;
                 union { double d; unsigned u; unsigned long ul; unsigned long long ull; long long sll; int si; unsigned short us; } value; } field;
_Static_assert(sizeof(field) == 40 && offsetof(field, type) == 24 && offsetof(field, ret) == 28 && offsetof(field, value) == 32, "nvmlFieldValue_t");
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
int nvmlDeviceGetPowerManagementLimit(void *d, unsigned *w) { *w = 700000; return d == &first ? 0 : 3; }
int nvmlDeviceGetFanSpeed(void *d, unsigned *p) { return 3; }
int nvmlDeviceGetTotalEnergyConsumption(void *d, unsigned long long *e) { *e = energy += 25000; return d == &first ? 0 : 3; }
int nvmlDeviceGetMemoryInfo(void *d, unsigned long long *m) { m[0] = 80; m[1] = 60; m[2] = 20; return d == &first ? 0 : 3; }
int nvmlDeviceGetUtilizationRates(void *d, unsigned *u) { u[0] = 97; u[1] = 12; return d == &first ? 0 : 3; }
int nvmlDeviceGetViolationStatus(void *d, unsigned p, unsigned long long *v) { v[0] = 1; v[1] = p == 1 ? 2500000 : 7000000; return d == &first ? 0 : 3; }
int nvmlDeviceGetFieldValues(void *d, int n, field *f) {
  for (int i = 0; i < n; i++) {
    f[i].ret = d == &first ? 0 : 3; f[i].type = 1; f[i].value.u = f[i].fieldId == 186 ? 631950 : 54;
    /* One field of each value type; 999 has an error of its own. */
    switch (f[i].fieldId) {
      case 74: f[i].type = 3; f[i].value.ull = 1234567000000ULL; f[i].ret = 0; break;
      case 75: f[i].type = 3; f[i].value.ull = 9000000ULL; f[i].ret = 0; break;
      case 900: f[i].type = 0; f[i].value.d = 0.25; break;
      case 902: f[i].type = 2; f[i].value.ul = 5000000000UL; break;
      case 904: f[i].type = 4; f[i].value.sll = -5; break;
      case 905: f[i].type = 5; f[i].value.si = -7; break;
      case 906: f[i].type = 6; f[i].value.ull = ~0ULL; f[i].value.us = 9; break;
      case 999: f[i].ret = 4; break;
    }
  }
  return 0;
}
typedef struct { unsigned pid; unsigned long long us; unsigned sm, mem, enc, dec; } load;
_Static_assert(sizeof(load) == 32 && offsetof(load, us) == 8 && offsetof(load, sm) == 16, "nvmlProcessUtilizationSample_t");
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
typedef struct { unsigned long long us; unsigned pid, sm, mem, enc, dec, jpg, ofa; } info;
typedef struct { unsigned version, count; unsigned long long since; info *array; } infos;
_Static_assert(sizeof(info) == 40 && sizeof(infos) == 24, "nvmlProcessesUtilizationInfo_v1_t");
int nvmlDeviceGetProcessesUtilizationInfo(void *d, infos *all) {
  if (all->version != (sizeof(infos) | (1 << 24))) return 25;
  if (d != &second) return 3;
  if (all->since >= 5000) return 6;
  if (all->count < 2 || all->array == NULL) { all->count = 2; return 7; }
  all->array[0] = (info){4000, 102, 50, 0, 0, 0, 0, 0};
  all->array[1] = (info){5000, 200, 35, 0, 0, 0, 0, 0};
  all->count = 2;
  return 0;
}
typedef struct { unsigned pid; unsigned long long memory; unsigned gpu, compute; } context;
_Static_assert(sizeof(context) == 24, "nvmlProcessInfo_t");
int nvmlDeviceGetComputeRunningProcesses_v3(void *d, unsigned *n, context *c) {
  if (*n < 2) { *n = 2; return 7; }
  c[0] = (context){102, 1 << 20, -1, -1};
  c[1] = (context){200, 1 << 21, -1, -1};
  *n = 2;
  return 0;
}
int nvmlDeviceGetGraphicsRunningProcesses_v3(void *d, unsigned *n, context *c) { c[0] = (context){200, 0, -1, -1}; *n = 1; return 0; }
`;

/** Compiles the stub into a folder and gives its path; throws where there is no compiler. */
export function buildNvmlStub(folder: string): string {
	const source = join(folder, 'nvml.c');
	const library = join(folder, 'libnvidia-ml.so.1');
	writeFileSync(source, SOURCE);
	execFileSync('cc', ['-shared', '-fPIC', '-o', library, source], {stdio: 'pipe'});
	return library;
}
