package lb.ha.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/**
 * Hears on one interface who says to have certain addresses, this machine excepted: by any ARP packet that such an address
 * is the sender of (RFC 5227 section 2.4), or by a neighbour advertisement. Never waits. Used as {@link AddressPlane} is.
 */
public interface ClaimListener extends AutoCloseable {
    /**
     * Somebody says to have an address.
     *
     * @param hardwareAddress as people write it, such as {@code 02:00:00:00:00:01}
     */
    record Claim(InetAddress address, String hardwareAddress) {}

    /**
     * Hears of other addresses than before, from now on.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    void listenFor(Collection<InetAddress> addresses) throws AddressException;

    /** What was heard since the last call, each claim once; in a flood not all of it. */
    List<Claim> heard();

    /**
     * Asks who has an address, by an ARP probe, which changes nobody's cache; an answer is heard later. One that cannot be
     * sent is as one that nobody answers.
     */
    void ask(Inet4Address address);

    /** Hears nothing more. What the kernel waits for is not waited for. */
    @Override
    void close();
}
