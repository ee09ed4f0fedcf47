package lb.ha.address;

import java.net.InetAddress;
import java.util.List;
import lb.ha.linux.Errno;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualAddress;
import org.jspecify.annotations.Nullable;

/** One message of the kernel, as {@link NetlinkParser} reads it. */
sealed interface NetlinkReply {
    /** Of the request that it answers; 0 for what was not asked for. */
    int sequence();

    /**
     * The end of an answer: of a change, or of a list.
     *
     * @param errno 0 for success
     * @param text the kernel's own words; empty when it gives none
     * @param interrupted the list changed while it was read, and may be wrong
     */
    record Result(int sequence, int errno, String text, boolean interrupted) implements NetlinkReply {
        /** Why it failed: the kernel's own words say what is wrong when it is no capability that is missing. */
        String words() {
            return text.isEmpty() ? Errno.words(errno) : Errno.text(errno) + " (kernel: " + text + ")";
        }
    }

    /** How an answer of {@link NetlinkSocket#ask} ended. */
    static Result result(List<NetlinkReply> answer) {
        NetlinkReply last = answer.getLast();
        return last instanceof Result result
                ? result
                : new Result(last.sequence(), Errno.EBADMSG, last.toString(), false);
    }

    /**
     * An address of an interface.
     *
     * @param prefix length of its network's part, in bits
     * @param protocol who added it; 0 where the kernel does not say
     * @param local null when the message names none
     * @param tentative IPv6: whether it is not known yet that nobody else has it; until then nothing is sent from it
     * @param permanent whether it stays until it is removed: one on a lease is not
     * @param secondary IPv4: whether another one of the same network was there before it; of IPv6 it says nothing
     * @param scope the kernel's number
     * @param label IPv4: the name beside it, that of the interface where it has none of its own; otherwise empty
     */
    record Address(
            int sequence,
            boolean interrupted,
            int interfaceIndex,
            int prefix,
            int protocol,
            @Nullable InetAddress local,
            boolean tentative,
            boolean permanent,
            boolean secondary,
            int scope,
            String label)
            implements NetlinkReply {
        /** Whether it is as one that names its interface would be put there. */
        boolean isAs(VirtualAddress wanted) {
            boolean same = prefix == wanted.prefix() && wanted.address().equals(local);
            String name = wanted.label() == null ? wanted.interfaceName() : wanted.label();
            return same
                    && (wanted.family() == AddressFamily.IPV6
                            || (scope == wanted.scope().number() && label.equals(name)));
        }
    }

    /**
     * An interface.
     *
     * @param flags IFF_UP and the like
     * @param alias what somebody wrote to it; empty for nothing
     * @param group of interfaces that it was put into; 0 for none
     * @param hardwareAddress empty when it has none
     * @param ipv6Router whether it forwards IPv6
     * @param promotesSecondaries IPv4: whether other addresses of a network stay when the first of them is removed
     */
    record Link(
            int sequence,
            int index,
            int flags,
            String name,
            String alias,
            int group,
            List<Byte> hardwareAddress,
            boolean ipv6Router,
            boolean promotesSecondaries)
            implements NetlinkReply {
        private static final int IFF_UP = 0x1;
        private static final int IFF_LOOPBACK = 0x8;
        private static final int IFF_RUNNING = 0x40;
        private static final int IFF_NOARP = 0x80;
        private static final int IFF_LOWER_UP = 0x10000;

        public Link {
            hardwareAddress = List.copyOf(hardwareAddress);
        }

        /** LOWER_UP is lost as soon as the carrier is; RUNNING comes when packets can really leave. */
        boolean up() {
            int up = IFF_UP | IFF_RUNNING | IFF_LOWER_UP;
            return (flags & up) == up;
        }

        /** Whether somebody set it up, with a carrier or without. */
        boolean isSetUp() {
            return (flags & IFF_UP) != 0;
        }

        /** Whether it has neighbours, who are asked by Ethernet address: by ARP, or neighbour discovery. */
        boolean hasNeighbours() {
            return (flags & (IFF_LOOPBACK | IFF_NOARP)) == 0 && hardwareAddress.size() == Announcer.HARDWARE_ADDRESS;
        }
    }

    /**
     * A route.
     *
     * @param route null for one that is of no concern here, or malformed
     */
    record Route(
            int sequence, boolean interrupted, @Nullable RouteMessage route) implements NetlinkReply {}

    /**
     * A rule by which a routing table is chosen.
     *
     * @param rule null for one that is of no concern here, or malformed
     */
    record Rule(int sequence, boolean interrupted, @Nullable RuleMessage rule) implements NetlinkReply {}

    /** A message of another type. */
    record Other(int sequence, int type) implements NetlinkReply {}

    /** What cannot be a message; nothing after it is read. */
    record Malformed(int sequence, String reason) implements NetlinkReply {}
}
