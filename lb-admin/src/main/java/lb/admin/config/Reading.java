package lb.admin.config;

import java.nio.file.Path;
import lb.admin.problem.Problems;

/**
 * What everything that reads one file for one node shares.
 *
 * @param file the configuration file, beside which relative paths are
 * @param identity of the machine
 * @param elsewhere whether this is how another node will read the file, so that this machine's interfaces say nothing
 */
record Reading(
        Path file, NodeIdentity identity, boolean elsewhere, Problems problems, Places places, HostNames hostNames) {}
