package lb.proxy.upstream;

import lb.proxy.stats.Distribution;
import lb.proxy.stats.PhaseTimes.Phase;

/**
 * How long a phase took in the exchanges of a backend since the start.
 *
 * @param backend its name
 */
public record BackendTimes(String backend, Phase phase, Distribution times) {}
