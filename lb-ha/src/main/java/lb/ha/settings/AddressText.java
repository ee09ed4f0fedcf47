package lb.ha.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.stream.Collectors;

/** Addresses as people write them: IPv6 as RFC 5952 section 4 has it, without a zone. */
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    public static String of(InetAddress address) {
        return address instanceof Inet6Address six ? groups(six.getAddress()) : address.getHostAddress();
    }

    /** All of them, with commas between. */
    public static String list(Collection<InetAddress> addresses) {
        return addresses.stream().map(AddressText::of).collect(Collectors.joining(", "));
    }

    private static String groups(byte[] octets) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (octets[2 * i] & 0xff) << 8 | (octets[2 * i + 1] & 0xff);
        }
        int start = 0;
        int longest = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(groups, i);
            if (zeros > longest) {
                start = i;
                longest = zeros;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            // One group alone is not shortened, and the first of the longest runs is.
            if (longest > 1 && i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** How many groups from one on are zero. */
    private static int zeros(int[] groups, int from) {
        int at = from;
        while (at < GROUPS && groups[at] == 0) {
            at++;
        }
        return at - from;
    }
}
