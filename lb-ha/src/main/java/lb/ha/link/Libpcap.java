package lb.ha.link;

import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapNativeException;

/** What goes wrong with libpcap, in words. */
final class Libpcap {
    private static final String MISSING = "libpcap is missing (apt-get install libpcap0.8)";

    private Libpcap() {}

    /** Opens something. */
    @FunctionalInterface
    interface Opening<T> {
        T open() throws PcapNativeException, NotOpenException, CaptureException;
    }

    /**
     * Opens something that needs the library.
     *
     * @param tried as in "cannot capture on eth0"
     * @throws CaptureException when it cannot be: no libpcap, no permission, no such interface
     */
    static <T> T open(String tried, Opening<T> opening) throws CaptureException {
        try {
            return opening.open();
        } catch (PcapNativeException | NotOpenException e) {
            throw new CaptureException(tried + ": " + e.getMessage());
        } catch (LinkageError e) {
            // pcap4j looks for the library while its classes are initialised.
            throw new CaptureException(tried + ": " + MISSING);
        }
    }
}
