package lb.proxy.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lb.proxy.settings.Network;

/**
 * Some networks, asked for addresses. An address of IPv4 is the same as the one of IPv6 that it is mapped to (RFC 4291
 * section 2.5.5.2), on either side, as in HAProxy. Two networks are apart, or one is within the other; once the inner ones are
 * left out, the only one that an address may be in is found by halves, so that ten thousand cost little more than one. Immutable.
 */
final class AddressSet {
    private static final int MAPPED_PREFIX = 96;

    /** ::ffff:0:0, of which the last four bytes are an address of IPv4. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0};

    /** Likewise the older way to write them. */
    private static final byte[] COMPATIBLE = new byte[16];

    private final Network[] networks;

    AddressSet(List<Network> given) {
        List<Network> all = new ArrayList<>(given);
        for (Network network : given) {
            if (network.bits() == 128 && network.prefixLength() <= MAPPED_PREFIX && network.contains(MAPPED)) {
                all.add(new Network(32, 0, 0, 0));
            } else if (network.bits() == 128 && network.prefixLength() > MAPPED_PREFIX) {
                byte[] first = bytes(network);
                if (isMapped(first)) {
                    all.add(new Network(unmapped(first), network.prefixLength() - MAPPED_PREFIX));
                }
            }
        }
        networks = outermost(all);
    }

    /** In order, the outer ones before those within. */
    private static Network[] outermost(List<Network> all) {
        List<Network> outermost = new ArrayList<>();
        all.stream().sorted(Network.BY_FIRST_ADDRESS).forEach(network -> {
            if (outermost.isEmpty() || !outermost.getLast().contains(network)) {
                outermost.add(network);
            }
        });
        return outermost.toArray(Network[]::new);
    }

    boolean has(byte[] address) {
        int low = 0;
        int high = networks.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (networks[middle].beginsBehind(address)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (low > 0 && networks[low - 1].contains(address)) {
            return true;
        }
        int within = address.length == MAPPED.length ? startOfVersion4(address) : -1;
        return within >= 0 && has(Arrays.copyOfRange(address, within, within + 4));
    }

    /** Where an address of IPv4 lies in one that is mapped, compatible (RFC 4291 section 2.5.5) or 6to4 (RFC 3056); -1 for none. */
    private static int startOfVersion4(byte[] address) {
        if (isMapped(address) || Arrays.equals(address, 0, 12, COMPATIBLE, 0, 12)) {
            return 12;
        }
        return address[0] == 0x20 && address[1] == 0x02 ? 2 : -1;
    }

    private static boolean isMapped(byte[] address) {
        return Arrays.equals(address, 0, 12, MAPPED, 0, 12);
    }

    private static InetAddress unmapped(byte[] address) {
        return address(Arrays.copyOfRange(address, 12, 16));
    }

    private static byte[] bytes(Network network) {
        byte[] first = new byte[16];
        for (int i = 0; i < first.length; i++) {
            long half = i < Long.BYTES ? network.high() : network.low();
            first[i] = (byte) (half >>> (Long.SIZE - Byte.SIZE * (i % Long.BYTES + 1)));
        }
        return first;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
