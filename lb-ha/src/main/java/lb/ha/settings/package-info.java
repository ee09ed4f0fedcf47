/** What a person has asked of the virtual addresses, checked and complete: plain records. */
package lb.ha.settings;
