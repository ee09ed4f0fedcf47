package lb.proxy.route;

import lb.proxy.settings.Network;

/** A range of addresses, to be looked into without an object for the address. */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record NetworkBits(byte[] first, int prefixLength) {
    static NetworkBits of(Network network) {
        return new NetworkBits(network.address().getAddress(), network.prefixLength());
    }

    /** Whether an address of 4 or 16 bytes is one of them; never one of the other family. */
    boolean contains(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != first[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        return rest == 0 || ((address[whole] ^ first[whole]) & 0xff00 >> rest & 0xff) == 0;
    }
}
