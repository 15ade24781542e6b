// SPDX-License-Identifier: Apache-2.0
'use strict';

// Everything shown comes from one stream of snapshots. Texts are set as text, never as HTML: names are free text.

const KINDS = {
  LEADING: 'good', FOLLOWING: 'plain', ACQUIRING: 'warn', SETTLING: 'warn', STARTING: 'warn', COOLING_DOWN: 'warn',
  RELEASING: 'warn', DRAINING: 'warn', OVERRUN: 'bad', REFUSED: 'bad', CLOSED: 'bad'
};
const WORDS = {
  LEADING: 'leads', FOLLOWING: 'stands by', ACQUIRING: 'takes over', SETTLING: 'settles', STARTING: 'starts',
  COOLING_DOWN: 'rests', RELEASING: 'gives up', DRAINING: 'drains', OVERRUN: 'overrun', REFUSED: 'refused', CLOSED: 'closed'
};
const byId = id => document.getElementById(id);
const cards = new Map();
let latest = null;
let latestAt = 0;

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function ago(instant, now) {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 60) { return seconds + ' s'; }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? minutes + ' min ' + (seconds % 60) + ' s' : Math.floor(minutes / 60) + ' h ' + (minutes % 60) + ' min';
}

function card(name) {
  if (!cards.has(name)) {
    const made = byId('election-template').content.firstElementChild.cloneNode(true);
    made.querySelector('.name').textContent = name;
    byId('elections').append(made);
    cards.set(name, made);
  }
  return cards.get(name);
}

function showElection(election, now) {
  const shown = card(election.name);
  const state = shown.querySelector('.state');
  setText(state, 'this one ' + (WORDS[election.state] || election.state));
  state.dataset.kind = KINDS[election.state] || 'plain';
  const leader = election.leader;
  setText(shown.querySelector('.leader-name'), leader ? leader.id : 'Nobody leads, for ' + ago(election.absence.since, now));
  shown.querySelector('.leader').classList.toggle('nobody', !leader);
  setText(shown.querySelector('.facts'),
    leader ? 'leads since ' + ago(leader.since, now) + ' · term ' + leader.term
      : election.absence.cause + ' · next: ' + election.nextStep);
  showError(shown.querySelector('.error'), election.lastError);
  showCandidates(shown.querySelector('.candidates'), election.candidates);
}

function showError(box, error) {
  box.hidden = !error;
  setText(box, error || '');
}

function showCandidates(list, candidates) {
  const key = JSON.stringify(candidates);
  if (list.dataset.key === key) {
    return;
  }
  list.dataset.key = key;
  list.replaceChildren(...candidates.map(candidate => {
    const item = document.createElement('li');
    item.append(element('span', 'id', candidate.id));
    if (candidate.leader) { item.append(element('span', 'tag lead', 'leader')); }
    if (candidate.self) { item.append(element('span', 'tag', 'this one')); }
    if (candidate.address && /^https?:/.test(candidate.address)) {
      const link = element('a', '', candidate.address.replace(/^https?:\/\//, ''));
      link.href = candidate.address;
      item.append(link);
    }
    return item;
  }));
  if (!candidates.length) {
    list.append(element('li', 'quiet', 'The store does not say.'));
  }
}

function showTimeline(changes) {
  const list = byId('timeline');
  const key = JSON.stringify(changes);
  if (!changes.length || list.dataset.key === key) {
    return;
  }
  list.dataset.key = key;
  list.replaceChildren(...changes.map(change => {
    const item = document.createElement('li');
    item.dataset.kind = change.kind;
    const time = element('time', '', new Date(change.at).toLocaleTimeString([], { hour12: false }));
    time.dateTime = change.at;
    const dot = element('span', 'dot', '');
    dot.setAttribute('aria-hidden', 'true');
    item.append(time, dot, element('span', 'what', change.text));
    return item;
  }));
}

// Between two snapshots the bar goes on by itself, as the validity does.
function showValidity(election) {
  const shown = card(election.name);
  const left = election.leading ? Math.max(0, election.validityMillis - (performance.now() - latestAt)) : 0;
  const bar = shown.querySelector('.bar');
  const fill = shown.querySelector('.fill');
  const share = Math.min(1, left / election.leaseMillis);
  shown.querySelector('.validity').hidden = !election.leading;
  fill.style.width = (share * 100).toFixed(1) + '%';
  fill.dataset.kind = share > .3 ? 'good' : share > .12 ? 'warn' : 'bad';
  bar.setAttribute('aria-valuemax', election.leaseMillis);
  bar.setAttribute('aria-valuenow', Math.round(left));
  setText(shown.querySelector('.validity-text'),
    (left / 1000).toFixed(1) + ' s left of a lease of ' + election.leaseMillis / 1000 + ' s, if no heartbeat follows');
}

function show(snapshot) {
  latest = snapshot;
  latestAt = performance.now();
  setText(byId('instance'), snapshot.instance);
  const now = Date.parse(snapshot.at);
  snapshot.elections.forEach(election => showElection(election, now));
  snapshot.elections.forEach(showValidity);
  showTimeline(snapshot.timeline);
  document.title = 'Billing: ' + snapshot.elections.map(e => e.leader ? e.leader.id : 'nobody').join(', ');
}

function link(state, text) {
  byId('link').dataset.state = state;
  setText(byId('link-text'), text);
}

const source = new EventSource('events');
source.onopen = () => link('live', 'live');
source.onerror = () => link('lost', 'connection lost, trying again');
source.onmessage = message => { link('live', 'live'); show(JSON.parse(message.data)); };
setInterval(() => latest && latest.elections.forEach(showValidity), 100);
