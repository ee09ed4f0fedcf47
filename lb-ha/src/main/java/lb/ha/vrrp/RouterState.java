package lb.ha.vrrp;

import org.jspecify.annotations.Nullable;

/**
 * Where a virtual router stands, with what its state has to remember (RFC 9568 section 6.4). Times are those of
 * {@link lb.ha.NanoClock}: only differences mean something.
 */
public sealed interface RouterState {
    /** The state's name. */
    VrrpState name();

    /** What led to it, in a few words. */
    String why();

    /** Not taking part. */
    record Initialize(String why) implements RouterState {
        @Override
        public VrrpState name() {
            return VrrpState.INITIALIZE;
        }
    }

    /**
     * Listening for a master.
     *
     * @param self this node in the election
     * @param masterInterval nanoseconds between the master's adverts: in version 3 as learned, else as configured
     * @param patienceEnds when the master has been silent for too long, the skew time not yet added
     * @param believed whether neighbours may still take this node for the owner, so that the next master to be heard has to
     *     announce the addresses
     * @param preemptAt from when on a master of lower priority is heard no more; null while none was heard, or where that
     *     is at once
     */
    record Backup(
            Candidate self,
            long masterInterval,
            long patienceEnds,
            boolean believed,
            @Nullable Long preemptAt,
            String why)
            implements RouterState {
        /** The same with another self. */
        Backup as(Candidate other) {
            return new Backup(other, masterInterval, patienceEnds, believed, preemptAt, why);
        }

        /** The same with another patience. */
        Backup until(long otherPatienceEnds) {
            return new Backup(self, masterInterval, otherPatienceEnds, believed, preemptAt, why);
        }

        /** The same with another time from when on a lower priority is heard no more. */
        Backup preemptingAt(long otherPreemptAt) {
            return new Backup(self, masterInterval, patienceEnds, believed, otherPreemptAt, why);
        }

        @Override
        public VrrpState name() {
            return VrrpState.BACKUP;
        }
    }

    /**
     * Owning the addresses.
     *
     * @param self this node in the election
     * @param advertAt when the next advert is due
     */
    record Master(Candidate self, long advertAt, String why) implements RouterState {
        @Override
        public VrrpState name() {
            return VrrpState.MASTER;
        }
    }
}
