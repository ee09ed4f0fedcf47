package lb.ha.address;

import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;

/** The routes of this machine, and the rules by which one of its tables is chosen. Used as {@link AddressPlane} is. */
public interface RoutePlane {
    /**
     * Adds a route, with a mark of this program.
     *
     * @return false when there is one to the same destination with the same metric in the table, whoever's
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean add(VirtualRoute route) throws AddressException;

    /**
     * Whether a route is there, with our mark. Reads a whole table, which may be long.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean has(VirtualRoute route) throws AddressException;

    /**
     * Removes a route that has our mark.
     *
     * @return whether it was there
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean remove(VirtualRoute route) throws AddressException;

    /**
     * Adds a rule, with a mark of this program.
     *
     * @return false when there is the same one, whoever's
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean add(VirtualRule rule) throws AddressException;

    /**
     * Whether a rule is there, with our mark.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean has(VirtualRule rule) throws AddressException;

    /**
     * Removes a rule that has our mark.
     *
     * @return whether it was there
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean remove(VirtualRule rule) throws AddressException;
}
