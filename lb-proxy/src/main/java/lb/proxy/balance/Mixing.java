package lb.proxy.balance;

/** Spreads numbers whose bits are not: each bit that comes in changes about half of those that go out. */
final class Mixing {
    private Mixing() {}

    /** The last step of MurmurHash3 (Appleby, public domain). */
    static int mix(int number) {
        int h = number;
        h = (h ^ h >>> 16) * 0x85EB_CA6B;
        h = (h ^ h >>> 13) * 0xC2B2_AE35;
        return h ^ h >>> 16;
    }

    /** The mixing of 4 bytes by Bob Jenkins (public domain), multiplied as HAProxy's {@code avalanche} is. */
    static int avalanche(int number) {
        int h = number;
        h = h + 0x7ED5_5D16 + (h << 12);
        h = h ^ 0xC761_C23C ^ h >>> 19;
        h = h + 0x1656_67B1 + (h << 5);
        h = h + 0xD3A2_646C ^ h << 9;
        h = h + 0xFD70_46C5 + (h << 3);
        return (h ^ 0xB55A_4F09 ^ h >>> 16) * 0xC000_0001;
    }
}
