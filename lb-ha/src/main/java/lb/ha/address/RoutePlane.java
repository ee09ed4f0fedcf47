package lb.ha.address;

import java.util.Collection;
import java.util.Set;
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
     * Which of these routes are there, with our mark. Reads each of their tables once, whole, which may be long.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    Set<VirtualRoute> present(Collection<VirtualRoute> routes) throws AddressException;

    /**
     * Removes a route that has our mark.
     *
     * @return whether it was there
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean remove(VirtualRoute route) throws AddressException;

    /**
     * Adds a rule, with a mark of this program, unless there is the same one, whoever has added it. Reads all rules of its
     * family.
     *
     * @return false when there is the same one
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean add(VirtualRule rule) throws AddressException;

    /**
     * Which of these rules are there, with our mark.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    Set<VirtualRule> presentRules(Collection<VirtualRule> rules) throws AddressException;

    /**
     * Removes a rule that has our mark.
     *
     * @return whether it was there
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean remove(VirtualRule rule) throws AddressException;
}
