package lb.ha;

import java.util.List;

/**
 * Who wants to know what the virtual routers do. Called on the HA thread, and by {@link
 * HighAvailability#close}: must not block and must not throw.
 */
public interface HaEvents {
    /** A virtual router has changed its state; addresses are already added or removed. */
    void changed(Transition transition);

    /**
     * Another node has claimed to be master too, and this one stays it: its addresses have been announced again. Once for
     * each such claim, so perhaps many times.
     */
    void contested(String virtualRouter);

    /**
     * This node's priority in a virtual router is another one, as its health is, or as a person wants.
     *
     * @param why what led to it, in a few words
     */
    default void priorityChanged(String virtualRouter, int from, int to, String why) {}

    /** Something a person should know, in a sentence that names the virtual router; repeated ones are already held back. */
    void warning(String sentence);

    /** All of them are told, in this order. */
    static HaEvents all(List<HaEvents> listeners) {
        List<HaEvents> all = List.copyOf(listeners);
        return new HaEvents() {
            @Override
            public void changed(Transition transition) {
                all.forEach(each -> each.changed(transition));
            }

            @Override
            public void contested(String virtualRouter) {
                all.forEach(each -> each.contested(virtualRouter));
            }

            @Override
            public void priorityChanged(String virtualRouter, int from, int to, String why) {
                all.forEach(each -> each.priorityChanged(virtualRouter, from, to, why));
            }

            @Override
            public void warning(String sentence) {
                all.forEach(each -> each.warning(sentence));
            }
        };
    }
}
