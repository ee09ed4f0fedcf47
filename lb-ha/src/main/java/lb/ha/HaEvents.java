package lb.ha;

import lb.ha.vrrp.VrrpState;

/**
 * Who wants to know what the virtual routers do. Called on the HA thread, and by {@link
 * HighAvailability#close}: must not block and must not throw.
 */
public interface HaEvents {
    /**
     * A virtual router has changed its state; addresses are already added or removed.
     *
     * @param why what led to it, in a few words
     */
    void changed(String virtualRouter, VrrpState from, VrrpState to, String why);

    /**
     * Another node has claimed to be master too, and this one stays it: its addresses have been announced again. Once for
     * each such claim, so perhaps many times.
     */
    default void contested(String virtualRouter) {}

    /** Something a person should know, in a sentence that names the virtual router; repeated ones are already held back. */
    void warning(String sentence);
}
