/* A management library that says what the file named by FAKE_NVML says: a line a card,
 *   uuid name memory-MB used-MB uncorrected-errors return-code slices
 * "return-code" is what every question about the card returns (0: it answers). A card of n > 0 slices is sliced, and its
 * slices are called MIG-<uuid>-<number>. Signatures: NVML API Reference Guide.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUCCESS = 0, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, DRIVER_NOT_LOADED = 9 };
struct card { char uuid[64], name[64]; unsigned long long total, used, errors; int code, slices; };
struct handle { int card, slice; };
struct memory { unsigned long long total, free, used; };
static struct handle handles[64][8];

static int cards(struct card *out) {
    const char *path = getenv("FAKE_NVML");
    FILE *file = path ? fopen(path, "r") : NULL;
    int n = 0;
    if (!file) return -1;
    while (n < 64 && fscanf(file, "%63s %63s %llu %llu %llu %d %d", out[n].uuid, out[n].name, &out[n].total, &out[n].used,
                            &out[n].errors, &out[n].code, &out[n].slices) == 7) n++;
    fclose(file);
    return n;
}

static int card_of(struct handle *handle, struct card *found) {
    struct card all[64];
    int n = cards(all);
    if (handle->card >= n) return NOT_FOUND;
    *found = all[handle->card];
    return found->code;
}

static struct handle *handle_of(int card, int slice) {
    struct handle *one = &handles[card][slice + 1];
    one->card = card;
    one->slice = slice;
    return one;
}

int nvmlInitWithFlags(unsigned flags) { struct card all[64]; (void)flags; return cards(all) < 0 ? DRIVER_NOT_LOADED : SUCCESS; }
int nvmlInit_v2(void) { return nvmlInitWithFlags(0); }
int nvmlDeviceGetCount_v2(unsigned *count) { struct card all[64]; *count = cards(all); return SUCCESS; }

int nvmlDeviceGetHandleByIndex_v2(unsigned index, struct handle **handle) {
    struct card one;
    *handle = handle_of(index, -1);
    return card_of(*handle, &one);
}

int nvmlDeviceGetHandleByUUID(const char *uuid, struct handle **handle) {
    struct card all[64];
    char name[96];
    int n = cards(all);
    for (int card = 0; card < n; card++) {
        if (!strcmp(all[card].uuid, uuid)) { *handle = handle_of(card, -1); return all[card].code; }
        for (int slice = 0; slice < all[card].slices; slice++) {
            snprintf(name, sizeof name, "MIG-%s-%d", all[card].uuid, slice);
            if (!strcmp(name, uuid)) { *handle = handle_of(card, slice); return all[card].code; }
        }
    }
    return NOT_FOUND;
}

int nvmlDeviceGetUUID(struct handle *handle, char *out, unsigned length) {
    struct card one;
    int code = card_of(handle, &one);
    if (handle->slice < 0) snprintf(out, length, "%s", one.uuid);
    else snprintf(out, length, "MIG-%s-%d", one.uuid, handle->slice);
    return code;
}

int nvmlDeviceGetName(struct handle *handle, char *out, unsigned length) {
    struct card one;
    int code = card_of(handle, &one);
    snprintf(out, length, handle->slice < 0 ? "%s" : "%s MIG 1g.10gb", one.name);
    return code;
}

int nvmlDeviceGetMemoryInfo(struct handle *handle, struct memory *out) {
    struct card one;
    int code = card_of(handle, &one);
    unsigned parts = handle->slice < 0 ? 1 : one.slices;
    out->total = one.total * 1000000ULL / parts;
    out->used = one.used * 1000000ULL / parts;
    out->free = out->total - out->used;
    return code;
}

int nvmlDeviceGetMinorNumber(struct handle *handle, unsigned *minor) {
    struct card one;
    *minor = handle->card;
    return card_of(handle, &one);
}

int nvmlDeviceGetTotalEccErrors(struct handle *handle, int type, int counter, unsigned long long *count) {
    struct card one;
    int code = card_of(handle, &one);
    (void)type, (void)counter;
    *count = one.errors;
    if (handle->slice >= 0) return INVALID_ARGUMENT;
    return code;
}

int nvmlDeviceGetMigMode(struct handle *handle, unsigned *now, unsigned *pending) {
    struct card one;
    int code = card_of(handle, &one);
    *now = *pending = one.slices > 0;
    return code;
}

int nvmlDeviceGetMaxMigDeviceCount(struct handle *handle, unsigned *count) { (void)handle; *count = 7; return SUCCESS; }

int nvmlDeviceGetMigDeviceHandleByIndex(struct handle *handle, unsigned index, struct handle **out) {
    struct card one;
    int code = card_of(handle, &one);
    *out = handle_of(handle->card, index);
    if ((int)index >= one.slices) return NOT_FOUND;
    return code;
}

int nvmlDeviceGetDeviceHandleFromMigDeviceHandle(struct handle *handle, struct handle **out) {
    *out = handle_of(handle->card, -1);
    return SUCCESS;
}

int nvmlDeviceGetGpuInstanceId(struct handle *handle, unsigned *id) { *id = handle->slice + 1; return SUCCESS; }
int nvmlDeviceGetComputeInstanceId(struct handle *handle, unsigned *id) { (void)handle; *id = 0; return SUCCESS; }
const char *nvmlErrorString(int code) { return code == 15 ? "GPU is lost" : "an error"; }
