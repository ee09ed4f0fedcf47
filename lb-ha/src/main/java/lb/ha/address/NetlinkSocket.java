package lb.ha.address;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Errno;
import lb.ha.linux.SocketAddresses;
import lb.ha.linux.SystemCallException;

/**
 * One question at a time to the kernel, and its answer. The kernel answers before the send returns, and the rest of a
 * list whenever the last part is taken; so nothing here waits.
 */
final class NetlinkSocket implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;

    private static final int NETLINK_GET_STRICT_CHK = 12;

    private static final int LONGEST_REQUEST = 256;
    // The kernel makes the parts of a list as long as this, 32 KiB at most.
    private static final int LONGEST_REPLY = 32 * 1024;

    private final Descriptor socket;
    private final MemorySegment kernel;
    private final MemorySegment sending;
    private final MemorySegment receiving;
    private final ByteBuffer request;
    private final ByteBuffer reply;
    private int sequence;

    NetlinkSocket() throws SystemCallException {
        Arena arena = Arena.ofAuto();
        kernel = SocketAddresses.netlink(arena, 0);
        sending = arena.allocate(LONGEST_REQUEST, 8);
        receiving = arena.allocate(LONGEST_REPLY, 8);
        request = sending.asByteBuffer();
        reply = receiving.asByteBuffer();
        socket = Descriptor.socket(Descriptor.AF_NETLINK, Descriptor.SOCK_RAW, NETLINK_ROUTE);
        try {
            socket.bind(kernel);
            socket.option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
            socket.option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    /** Where {@link NetlinkRequest} is to write before {@link #ask}. */
    ByteBuffer request() {
        return request;
    }

    /**
     * Sends the request and takes the answer. Its last is the {@link NetlinkReply.Result}, also where the socket itself
     * failed, or what answers all at once: a {@link NetlinkReply.Link}, or what netlink should not give.
     */
    List<NetlinkReply> ask() {
        sequence++;
        request.putInt(NetlinkRequest.SEQUENCE, sequence);
        List<NetlinkReply> answer = new ArrayList<>();
        int result = socket.send(sending, request.limit(), kernel);
        while (result >= 0) {
            result = socket.receive(receiving, Descriptor.MSG_TRUNC);
            if (result > LONGEST_REPLY) {
                result = -Errno.ENOBUFS;
            }
            if (result >= 0 && take(answer, result)) {
                return answer;
            }
        }
        answer.add(new NetlinkReply.Result(sequence, -result, "", false));
        return answer;
    }

    /** Adds what one receive gave. Returns whether the answer is complete. */
    private boolean take(List<NetlinkReply> answer, int length) {
        for (NetlinkReply one : NetlinkParser.parse(reply.clear().limit(length))) {
            // What an earlier question left behind, had it failed half way, is not ours.
            if (one.sequence() == sequence) {
                answer.add(one);
                if (!isPartOfAList(one)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isPartOfAList(NetlinkReply one) {
        return one instanceof NetlinkReply.Address
                || one instanceof NetlinkReply.Route
                || one instanceof NetlinkReply.Rule;
    }

    /** Lists have only what their request's header and attributes ask for from now on (kernel 4.20; earlier ones have all). */
    void filterLists() {
        try {
            socket.option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
        } catch (SystemCallException e) {
            // Whoever asked for a list looks at each part anyway.
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
