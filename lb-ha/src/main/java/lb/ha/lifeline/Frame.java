package lb.ha.lifeline;

import java.util.List;
import lb.ha.handover.Message;
import lb.ha.vrrp.VrrpState;

/** What nodes say to each other; {@link FrameCodec} draws it. */
sealed interface Frame {
    /**
     * A sign of life, and what the sender does with each of its virtual routers.
     *
     * @param epoch drawn at random by each run of a process: another one is another process
     * @param sequence counts the hellos of a connection
     * @param time the sender's {@link lb.ha.NanoClock}, meaningless to others
     * @param routers {@link FrameCodec#MOST_ROUTERS} at most
     */
    record Hello(long epoch, long sequence, long time, List<Router> routers) implements Frame {
        public Hello {
            routers = List.copyOf(routers);
        }
    }

    /** The answer to a hello, with its numbers. */
    record HelloAck(long epoch, long sequence, long time) implements Frame {}

    /** Something about a hand-over. */
    record HandOver(Message message) implements Frame {}

    /** A frame of a type that this version does not know: passed over. */
    record Unknown(int type) implements Frame {}

    /**
     * A virtual router at the sender.
     *
     * @param name as in the file, the same on all nodes
     * @param priority what it advertises, 0 while it does not take part
     * @param usable whether the node can serve
     */
    record Router(String name, VrrpState state, int priority, boolean usable) {}
}
