// The delivery protocol of docs/protocol.md as a finite transition system. One transition = one external call
// (or one thing the environment does). Step names (D1, R1, E1, L1 ...) are those of docs/protocol.md.
#pragma once
#include <cstdint>
#include <cstring>
#include <cstdio>
#include <string>
#include <vector>
#include <algorithm>
typedef uint8_t u8; typedef int8_t i8; typedef uint16_t u16; typedef uint32_t u32; typedef uint64_t u64;

// ---- sizes ---------------------------------------------------------------------------------------------
#ifndef MAXD
#define MAXD 1            // deliveries (of one webhook)
#endif
const int MAXM = 6;       // messages in the queue
const int NA = 4;         // 0,1 deliver workers; 2 sweep; 3 operator (resend)
const int NX = 3;         // lane executions alive at once

// ---- time, in ticks (1 tick ~ 450 s; only the order of the borders matters) ----------------------------
const int W = 2;          // release horizon = longest DelaySeconds = lane sleep = 900 s
const int VT = 2;         // visibility timeout; a worker lives < VT
const int Q = 2;          // quiet time before a lane may close
const int STALE = 5;      // heartbeat older than this: the lane is dead (> sleep + a late wake)
const int HOLD = 1, DELAY = 2, PARK = 3;
const int OVERDUE = -2;   // the sweep looks for deliveries this late (saturates)

enum St : u8 { NONE, QUEUED, PARKED, DELIVERED, DROPPED, CANCELLED };
inline bool terminal(u8 s) { return s >= DELIVERED; }
enum Out : u8 { O_NONE, O_OK, O_HOLD, O_DELAY, O_PARK, O_DROP, O_DEFER, O_BURY };
enum Pc : u8 { IDLE, D_READ, D_POST, D_COMMIT, D_CMV, R_SEND, R_MARK, D_NOTICE, E_READ, E_OPEN, E_TOUCH, E_START, D_ACK,
               B_READ, O_READ, O_COMMIT, O_NOTE, B_NOTE, S_DEL };
enum Xp : u8 { X_NONE, X_WAKE, X_QUERY, X_SEND, X_MARK, X_EMPTY, X_CLOSE, X_WAIT, X_REOPEN, X_START };
enum Ls : u8 { L_CLOSED, L_OPENING, L_OPEN, L_NONE }; // L_NONE: no item, so not on the sweep's list
inline bool runs(u8 st) { return st == L_OPENING || st == L_OPEN; }

#pragma pack(push,1)
struct Rec { u8 st, ver, att, car; i8 due; u8 base; };
struct Gsi { u8 parked, ver; i8 due; u8 age; };
struct Msg { u8 id, d, disp, first, timer, rc, dead; };
struct Act { u8 pc, msg, d, sst, sver, out, nid, lst, lgen, age; };
struct Exe { u8 pc, gen, timer, d, ver, nid, age; };
struct Lane { u8 st, gen, beat, park; };
struct S {
  Rec r[MAXD]; Gsi g[MAXD]; u8 fan[MAXD]; u8 posts[MAXD]; u8 notice[MAXD];
  Msg m[MAXM]; Act a[NA]; Exe x[NX]; Lane l; u16 finished; u8 enabled;
  u8 bCrash, bDup, bGhost, bRepub, bResend, bCancel, bDisable, bDie, bRestart, bTtl; u8 gone; u8 bad;
};
#pragma pack(pop)

enum Bad : u8 { OKAY, B_EARLY, B_AFTER_TERMINAL, B_FLIP, B_LOST, B_NOTICE, B_EXCESS, B_CONCURRENT, B_LATE, B_OVERFLOW, B_LANES,
                B_POLICY, B_BURIED };
inline const char* badName(int b) { static const char* n[] = {"ok","delivered EARLY","attempt after terminal state","terminal state CHANGED",
  "delivery LOST (nothing will ever carry it)","dropped WITHOUT NOTICE in the DLQ","more attempts than faults explain",
  "two dispatches at once without a fault","late","model queue overflow","two live executions of the current generation",
  "attempts recorded beyond the policy", "a healthy delivery was buried by maxReceiveCount"}; return n[b]; }

struct Cfg {
  int nd = 1, maxAtt = 3, workers = 2;
  int crash = 0, dup = 0, ghost = 0, repub = 0, resend = 0, cancel = 0, disable = 0, die = 0, restart = 0, ttl = 0;
  int total = 99;                 // cap on all faults together
  int maxrc = 0, renewAt = 0;     // maxReceiveCount; a hold becomes a (short) delay from this receive on
  int mid = 1;                    // ticks that may pass inside one invocation
  int lag = 1;                    // ticks an index entry may lag
  bool sweep = true;
  bool remove = true;             // S2: the sweep removes a lane that was not used for kept() ticks and that nothing waits in
  bool removeLive = false;        // and every lane goes in the end
  bool touchSkip = true;          // E3 skipped when parkedAt is fresh
  bool checkExcess = true, checkEarly = true; bool wakeParks = false;
  int waits = 7;                  // which waits a policy may choose: 1 hold, 2 delay, 4 park
  bool crashFan = true;           // crashes of fan-out are among the crashes
  // ---- mutations: one rule of the protocol removed or reordered
  bool noDue = false, noCarrier = false, markNoVer = false, markBump = false, markFirst = false, closeNoQuiet = false, closeNoCond = false,
       noOpening = false, noBeat = false, condFailAck = false, dropNoResume = false, resendQueued = false, successVer = false, successAny = false,
       cmvFirst = false, ackEarly = false, ensureFirst = false, noGenCheck = false, relOnRedeliver = false, noDispatch = false, deferNoCommit = false, commitNoCarrier = false, ttlLive = false, ttlEarly = false, closeNow = false, postAgain = false, supersededSilent = false,
       noTouch = false, fixedName = false, unmarkedIsOther = false, delaySendFirstCarrier = false, noFirstFlag = false, openNoCond = false,
       rmNoEmpty = false, rmNoAge = false, rmAlive = false, rmNoCond = false, rmGenAnew = false, resendNoNote = false, buryNoNote = false;
  // ---- the design as first written
  bool aw = false, awHoldBump = false, awFanSkip = false, awFanSendFirst = false, awMarkFirst = false, awDue = false;
};

// ---- labels ---------------------------------------------------------------------------------------------
enum Cls : u8 { C_FAULT, C_TICK, C_PROP, C_FAN, C_RECV, C_WORK, C_EXEC, C_SWEEP, C_ENABLE, C_OPER, C_REMOVE, NCLS };
struct Lab { u8 cls; u8 slot; const char* text; int x; };

struct Model {
  Cfg c; u32 overflow = 0;
  S init() { S s; memset(&s, 0, sizeof s); s.enabled = 1; s.l.st = L_NONE; for (int i = 0; i < c.nd; i++) s.fan[i] = 1;
    s.bCrash = c.crash; s.bDup = c.dup; s.bGhost = c.ghost; s.bRepub = c.repub; s.bResend = c.resend; s.bCancel = c.cancel;
    s.bDisable = c.disable; s.bDie = c.die; s.bRestart = c.restart; s.bTtl = c.ttl; return s; }
  int used(const S& s) const { return (c.crash - s.bCrash) + (c.dup - s.bDup) + (c.ghost - s.bGhost) + (c.repub - s.bRepub) + 2 * (c.resend - s.bResend)
    + (c.cancel - s.bCancel) + (c.die - s.bDie); }
  // longest way from a note to the index: two invocations (who parks, who removes) and the lag of the index
  int kept() const { return c.rmNoAge ? 0 : c.lag + 2 * c.mid + 1; }
  int parkMost() const { return std::max(Q + 2, c.remove ? kept() : 0); }
  bool anyParkedInIndex(const S& s) const { for (int d = 0; d < c.nd; d++) if (s.g[d].parked) return true; return false; }
  bool unused(const S& s) const { return s.l.park >= kept() && (s.l.st == L_CLOSED || s.l.beat >= STALE || c.rmAlive); } // parkedAt and wokenAt are old
  void note(S& s) const { if (s.l.st == L_NONE) s.l.st = L_CLOSED; s.l.park = 0; } // on the list, and used just now
  bool room(const S& s) const { return used(s) < c.total; }

  static Msg* find(S& s, u8 id) { for (auto& m : s.m) if (m.id == id && id) return &m; return nullptr; }
  static const Msg* find(const S& s, u8 id) { return find(const_cast<S&>(s), id); }
  u8 freshId(const S& s) { bool u[64] = {}; for (auto& m : s.m) u[m.id] = 1; for (auto& r : s.r) u[r.car] = 1;
    for (auto& a : s.a) u[a.msg] = u[a.nid] = 1; for (auto& x : s.x) u[x.nid] = 1; for (u8 i = 1; i < 64; i++) if (!u[i]) return i; return 63; }
  u8 put(S& s, u8 id, u8 d, u8 disp, u8 first, int timer) { for (auto& m : s.m) if (!m.id) { m = Msg{id, d, disp, first, (u8)std::max(0, timer), 0, 0}; return id; }
    s.bad = B_OVERFLOW; overflow++; return 0; }
  static void del(S& s, u8 id) { if (Msg* m = find(s, id)) memset(m, 0, sizeof *m); }
  static bool dirty(const S& s, int d) { const Rec& r = s.r[d]; const Gsi& g = s.g[d]; bool p = r.st == PARKED; if (p != (bool)g.parked) return true;
    return p && (g.ver != r.ver || g.due != r.due); }
  static void normG(S& s) { for (int d = 0; d < MAXD; d++) { if (!dirty(s, d)) s.g[d].age = 0; } }
  static void idle(Act& a) { memset(&a, 0, sizeof a); }
  bool start(S& s, u8 gen, bool& already) { // StartExecution named webhook-generation
    already = false; for (auto& x : s.x) if (x.pc && x.gen == gen) return true;            // running, same name and input: idempotent
    if (s.finished & (1u << gen)) { already = true; return true; }
    for (auto& x : s.x) if (!x.pc) { memset(&x, 0, sizeof x); x.pc = X_WAKE; x.gen = gen; return true; }
    s.bad = B_LANES; return false; }
  static void endExec(S& s, Exe& x) { s.finished |= (1u << x.gen); memset(&x, 0, sizeof x); }

  static void canon(S& s) {
    normG(s);
    auto lt = [](const auto& p, const auto& q) { return memcmp(&p, &q, sizeof p) > 0; };
    std::sort(s.m, s.m + MAXM, lt); std::sort(s.a, s.a + 2, lt); std::sort(s.x, s.x + NX, lt);
  }
  // ---- invariants, checked in every state -------------------------------------------------------------
  int check(const S& s) {
    if (s.bad) return s.bad;
    int u = used(s);
    for (int d = 0; d < c.nd; d++) {
      const Rec& r = s.r[d]; int flight = 0, posting = 0; bool msgAny = false, actAny = false;
      for (auto& a : s.a) if (a.pc && a.d == d) { actAny = true; if (a.out && a.out != O_DEFER && a.out != O_BURY) flight++;
        if (a.pc == D_POST) posting++; }
      for (auto& m : s.m) if (m.id && m.d == d) msgAny = true;
      if (c.checkExcess && s.posts[d] - r.att - flight > u) return B_EXCESS;
      if (c.checkExcess && posting + flight > 1 + u) return B_CONCURRENT;
      if (r.att - r.base > c.maxAtt) return B_POLICY;
      bool carried = true;
      if (r.st == NONE) { carried = s.fan[d] || (s.gone && !c.ttlLive); for (auto& m : s.m) if (m.id && m.d == d && m.first) carried = true; }
      else if (r.st == QUEUED) { carried = false;
        if (c.aw) { if (s.fan[d]) carried = true; for (auto& m : s.m) if (m.id && m.d == d && m.disp == r.ver) carried = true;
          if (c.awMarkFirst) for (auto& x : s.x) if (x.pc == X_MARK && x.d == d) carried = true; }
        else { if (find(s, r.car)) carried = true;
          if (c.resendQueued && s.a[3].pc) carried = true;
          if (c.markFirst) { for (auto& x : s.x) if (x.pc == X_MARK && x.nid == r.car) carried = true; for (auto& a : s.a) if (a.pc == R_MARK && a.nid == r.car) carried = true; } } }
      else if (r.st == PARKED) { if (!c.sweep) { carried = msgAny || actAny; for (auto& x : s.x) if (x.pc && x.gen == s.l.gen && runs(s.l.st)) carried = true;
          for (auto& x : s.x) if (x.pc == X_START || (x.pc == X_WAKE && s.l.st == L_OPENING && x.gen != s.l.gen && !c.supersededSilent)) carried = true; }
        else carried = c.aw || msgAny || s.l.st != L_NONE; } // the sweep finds it only where there is a lane item
      if (!carried) return B_LOST;
      if (r.st == DROPPED && !s.notice[d]) { if (!c.aw && !find(s, r.car)) return B_NOTICE; if (c.aw && !msgAny) return B_NOTICE; }
    }
    int cur = 0; for (auto& x : s.x) if (x.pc && x.gen == s.l.gen) cur++;
    if (cur > 1) return B_LANES;
    return OKAY;
  }
  bool done(const S& s) const { for (int d = 0; d < c.nd; d++) if ((!terminal(s.r[d].st) && !s.gone) || s.fan[d]) return false;
    for (auto& m : s.m) if (m.id) return false; for (auto& a : s.a) if (a.pc) return false; for (auto& x : s.x) if (x.pc) return false;
    if (c.removeLive) return s.l.st == L_NONE;
    return s.l.st != L_OPEN || s.l.beat >= STALE; } // no execution; an item left "opening"/"open but stale" is closed by another name

  // ---- transitions --------------------------------------------------------------------------------------
  template <class F> void next(const S& s0, F emit) {
    auto go = [&](S& s, Lab l) { canon(s); emit(s, l); };
#define T(cls_, slot_, text_) Lab{(u8)(cls_), (u8)(slot_), text_, 0}
    // time
    { bool ok = true; for (auto& a : s0.a) if (a.pc && a.age >= c.mid) ok = false;
      for (auto& x : s0.x) if (x.pc && x.pc != X_WAIT && x.age >= (x.pc == X_WAKE ? 1 : c.mid)) ok = false;
      for (int d = 0; d < c.nd; d++) { if (dirty(s0, d) && s0.g[d].age >= c.lag) ok = false; if (s0.fan[d] >= 2) ok = false; }
      if (ok) { S s = s0; for (int d = 0; d < c.nd; d++) { bool dt = dirty(s0, d); if (s.r[d].st == QUEUED || s.r[d].st == PARKED) { if (s.r[d].due > OVERDUE) s.r[d].due--; }
            if (s.g[d].parked && s.g[d].due > OVERDUE) s.g[d].due--; if (dt && s.g[d].age < 100) s.g[d].age++; }
        for (auto& m : s.m) if (m.id && m.timer) m.timer--;
        for (auto& a : s.a) if (a.pc) a.age++;
        for (auto& x : s.x) if (x.pc) { if (x.pc == X_CLOSE) x.timer++; if (x.pc == X_WAIT) { if (x.timer > 0 && --x.timer == 0) { x.pc = X_WAKE; x.age = 0; } } else x.age++; }
        if (s.l.beat < STALE) s.l.beat++; if (s.l.park < parkMost()) s.l.park++;
        if (!runs(s.l.st)) { s.l.beat = 0; if (!c.remove || s.l.st == L_NONE) s.l.park = 0; }
        go(s, T(C_TICK, 0, "time passes (1 tick)")); } }
    // index catches up
    for (int d = 0; d < c.nd; d++) if (dirty(s0, d)) { S s = s0; Gsi& g = s.g[d]; g.parked = s.r[d].st == PARKED; g.ver = g.parked ? s.r[d].ver : 0;
      g.due = g.parked ? s.r[d].due : 0; g.age = 0; go(s, T(C_PROP, d, "index catches up with the table")); }
    fan(s0, go); workers(s0, go); lanes(s0, go); operators(s0, go); faults(s0, go);
#undef T
  }
#define T(cls_, slot_, text_) Lab{(u8)(cls_), (u8)(slot_), text_, 0}

  template <class G> void fan(const S& s0, G& go) {
    for (int d = 0; d < c.nd; d++) {
      if (!c.aw) {
        if (s0.fan[d] == 1) { S s = s0; u8 id = freshId(s); put(s, id, d, 0, 1, 0); s.fan[d] = 2; go(s, T(C_FAN, d, "F2 fan-out: SendMessage(first)")); }
        if (s0.fan[d] == 2) { S s = s0; s.fan[d] = 0; go(s, T(C_FAN, d, "F3 fan-out: ack the event")); }
      } else { // as written: record + message
        int f = s0.fan[d]; bool sf = c.awFanSendFirst;
        if (f == 1) { S s = s0; if (!sf) { if (s.r[d].st != NONE) { s.fan[d] = c.awFanSkip ? 3 : 2; } else { s.r[d].st = QUEUED; s.fan[d] = 2; } go(s, T(C_FAN, d, "fan-out: put the delivery record if absent")); }
          else { put(s, freshId(s), d, 0, 1, 0); s.fan[d] = 2; go(s, T(C_FAN, d, "fan-out: SendMessage(dispatch 0)")); } }
        if (f == 2) { S s = s0; if (!sf) { put(s, freshId(s), d, 0, 1, 0); s.fan[d] = 3; go(s, T(C_FAN, d, "fan-out: SendMessage(dispatch 0)")); }
          else { if (s.r[d].st == NONE) s.r[d].st = QUEUED; s.fan[d] = 3; go(s, T(C_FAN, d, "fan-out: put the delivery record if absent")); } }
        if (f == 3) { S s = s0; s.fan[d] = 0; go(s, T(C_FAN, d, "fan-out: ack the event")); }
      }
    }
  }

  void toEnsureOrRelease(S& s, Act& a) { a.pc = s.r[a.d].due <= W ? R_SEND : E_READ; }
  void afterPostPc(Act& a) { a.pc = D_COMMIT; }

  template <class G> void workers(const S& s0, G& go) {
    // receive
    int idleSlot = -1; for (int i = 0; i < c.workers; i++) if (!s0.a[i].pc) { idleSlot = i; break; }
    if (idleSlot >= 0) for (auto& m0 : s0.m) if (m0.id && m0.timer == 0) {
      S s = s0; Msg& m = *find(s, m0.id);
      if (m.dead) { m.timer = VT; Act& a = s.a[idleSlot]; idle(a); a.pc = B_READ; a.msg = m.id; a.d = m.d; go(s, T(C_RECV, 0, "B1 burial receives from the redrive queue")); continue; }
      if (c.maxrc) { if (m.rc >= c.maxrc) { m.dead = 1; m.timer = 0; go(s, T(C_RECV, 0, "SQS moves the message to the redrive queue (maxReceiveCount)")); continue; } m.rc++; }
      m.timer = VT; Act& a = s.a[idleSlot]; idle(a); a.pc = D_READ; a.msg = m.id; a.d = m.d;
      auto inner = [&](S& t, Lab l) { l.cls = C_RECV; go(t, l); }; step(s, idleSlot, inner);   // receive + consistent read: one transition
    }
    for (int i = 0; i < NA; i++) if (s0.a[i].pc) step(s0, i, go);
    // sweep starts when the index shows an overdue parked delivery
    if (c.sweep && !s0.a[2].pc) for (int d = 0; d < c.nd; d++) if (s0.g[d].parked && s0.g[d].due <= OVERDUE) {
      bool dead = s0.l.st != L_NONE && (s0.l.st == L_CLOSED || s0.l.beat >= STALE || s0.l.st == L_OPENING); // an open, fresh lane: nothing to do (E1 would only touch)
      if (dead) { S s = s0; Act& a = s.a[2]; idle(a); a.pc = E_READ; a.d = d; go(s, T(C_SWEEP, 0, "S1 sweep finds an overdue parked delivery")); } break; }
    if (c.sweep && c.remove && !s0.a[2].pc && s0.l.st != L_NONE && unused(s0) && (c.rmNoEmpty || !anyParkedInIndex(s0))) {
      S s = s0; Act& a = s.a[2]; idle(a); a.pc = S_DEL; go(s, T(C_REMOVE, 0, "S2 sweep finds a lane unused for long, and nothing in its index")); }
  }

  template <class G> void step(const S& s0, int i, G& go) {
    S s = s0; Act& a = s.a[i]; Rec& r = s.r[a.d]; Msg* m = find(s, a.msg); int cl = i < 2 ? C_WORK : i == 2 ? C_SWEEP : C_OPER;
    auto snap = [&] { a.sst = r.st; a.sver = r.ver; };
    switch (a.pc) {
    case D_READ: {
      snap(); const char* t = "";
      if (!m) { idle(a); go(s, T(cl, i, "worker: its message is gone")); return; }
      if (c.aw) { // ---- the design as written
        if (terminal(r.st)) { a.pc = r.st == DROPPED ? D_NOTICE : D_ACK; t = "reads: terminal"; if (r.st == DROPPED && s.notice[a.d]) a.pc = D_ACK; }
        else if (r.st == NONE) { a.pc = D_ACK; t = "reads: no record -> ack"; if (c.awFanSendFirst) t = "reads: no record yet -> ack"; }
        else if (r.st == PARKED) { a.pc = E_READ; t = "reads: waiting -> only makes sure the lane runs"; }
        else if (m->disp != r.ver) { a.pc = D_ACK; t = "reads: stale dispatch -> ack"; }
        else if (c.awDue && r.due > 0) { a.pc = D_CMV; t = "reads: not due"; }
        else { a.pc = D_POST; t = "reads: dispatch matches -> attempt"; }
        go(s, T(cl, i, t)); return; }
      if (r.st == NONE) { if (!m->first && !c.noFirstFlag) { a.pc = D_ACK; t = "D1 reads: no record, not a first message -> ack"; }
        else if (s.enabled) { a.pc = D_POST; t = "D1 reads: no record, first message -> attempt"; } else { a.pc = D_COMMIT; a.out = O_DEFER; t = "D1 reads: no record; webhook disabled -> defer"; } }
      else if (terminal(r.st)) { bool n = r.st == DROPPED && r.car == a.msg && !c.dropNoResume; a.pc = n ? D_NOTICE : D_ACK; t = n ? "D1 reads: dropped by this message -> notice again" : "D1 reads: terminal -> ack"; }
      else if (r.st == QUEUED) {
        bool mine = r.car == a.msg || c.noCarrier;
        if (!mine) { a.pc = D_ACK; t = "D1 reads: queued, another message carries it -> ack"; }
        else if (r.due > 0 && !c.noDue) { a.pc = D_CMV; t = "D1 reads: not due -> hold for the rest"; }
        else if (!s.enabled) { a.pc = D_COMMIT; a.out = O_DEFER; t = "D1 reads: webhook disabled -> defer"; }
        else { a.pc = D_POST; t = "D1 reads: carries it, due -> attempt"; } }
      else { // PARKED: valid only when it was sent for exactly this wait
        bool mine = (m->disp == r.ver || c.noDispatch) && !c.unmarkedIsOther;
        if (mine && r.due > 0 && !c.noDue) { a.pc = D_CMV; t = "D1 reads: parked, this message is its release, not due -> hold for the rest"; }
        else if (mine && s.enabled) { a.pc = D_POST; t = "D1 reads: parked, this message is its release, due -> attempt"; }
        else if (mine && !c.deferNoCommit) { a.pc = D_COMMIT; a.out = O_DEFER; t = "D1 reads: parked, its release, webhook disabled -> defer"; }
        else if (c.relOnRedeliver && r.due <= W) { a.pc = R_SEND; t = "D1 reads: parked, due within the horizon -> release it"; }
        else { a.pc = E_READ; t = "D1 reads: parked, not its release -> ensure the lane"; } }
      if (a.lst == 9) { a.lst = 0; if (a.pc == D_POST || a.pc == D_CMV) { idle(a); t = "D1 again: still mine -> report failed, nothing else"; } }
      go(s, T(cl, i, t)); return; }
    case B_READ: {
      snap(); bool mine = (r.st == NONE && m && m->first) || (r.st == QUEUED && r.car == a.msg);
      if (r.st == DROPPED && r.car == a.msg) { a.pc = D_NOTICE; go(s, T(cl, i, "B2 reads: dropped by this message -> notice again")); return; }
      if (mine) { a.pc = D_COMMIT; a.out = O_BURY; } else a.pc = r.st == PARKED && !c.buryNoNote ? B_NOTE : D_ACK; go(s, T(cl, i, mine ? "B2 reads: it carried the delivery -> drop it" : "B2 reads: not the carrier -> ack")); return; }
    case D_POST: {
      auto post = [&](S& t, const char* txt, u8 out, u8 pc) { Act& b = t.a[i]; Rec& q = t.r[b.d]; t.posts[b.d]++;
        if (q.ver == b.sver && q.st == b.sst) { if (q.st != NONE && q.due > 0 && !terminal(q.st) && c.checkEarly) t.bad = B_EARLY; if (terminal(q.st)) t.bad = B_AFTER_TERMINAL; if (q.st == NONE && t.gone) { Msg* pm = find(t, b.msg); if (pm && !pm->first) t.bad = B_AFTER_TERMINAL; } }
        b.out = out; b.pc = pc; go(t, T(cl, i, txt)); };
      { S t = s; post(t, "D3 POST -> 2xx", O_OK, D_COMMIT); }
      if (r.att + 1 - r.base >= c.maxAtt) { S t = s; post(t, "D3 POST -> fails, schedule spent", O_DROP, D_COMMIT); }
      else { bool canHold = !(c.renewAt && m && m->rc >= c.renewAt);
        if (canHold && (c.waits & 1)) { S t = s; post(t, "D3 POST -> fails, next in <= 60 s: hold", O_HOLD, c.cmvFirst ? D_CMV : D_COMMIT); }
        if ((c.waits & 2) || (!canHold)) { S t = s; post(t, "D3 POST -> fails, next in <= 900 s: delay", O_DELAY, c.aw || c.delaySendFirstCarrier ? R_SEND : D_COMMIT); }
        if (c.waits & 4) { S t = s; post(t, "D3 POST -> fails, next in > 900 s: park", O_PARK, c.ensureFirst ? E_READ : D_COMMIT); } }
      return; }
    case D_COMMIT: { // the conditional write
      bool isNone = r.st == NONE, same = (a.sst == NONE ? isNone : (r.ver == a.sver && r.st != NONE)), live = !terminal(r.st);
      bool mineOrNone = c.commitNoCarrier || isNone || r.car == 0 || r.car == a.msg;
      bool cond = a.out == O_OK && !c.successVer ? live : (same && live && mineOrNone);
      if (c.successAny && a.out == O_OK) cond = true;
      if (c.aw) cond = a.out == O_OK ? live : (m && r.ver == m->disp && live);
      auto apply = [&](S& t) { Act& b = t.a[i]; Rec& q = t.r[b.d]; if (terminal(q.st)) t.bad = B_FLIP;
        u8 nd = q.att + 1;
        switch (b.out) {
        case O_OK: q.st = DELIVERED; q.att++; q.ver++; q.car = 0; q.due = 0; break;
        case O_HOLD: q.st = QUEUED; q.att++; if (!c.aw) q.ver++; else if (c.awHoldBump) q.ver = nd; q.car = b.msg; q.due = HOLD; break;
        case O_DELAY: q.att++; q.due = c.renewAt && m && m->rc >= c.renewAt ? HOLD : DELAY; if (c.aw) { q.st = QUEUED; q.ver = nd; q.car = b.nid; } else if (c.delaySendFirstCarrier) { q.st = QUEUED; q.ver++; q.car = b.nid; } else { q.st = PARKED; q.ver++; q.car = 0; } break;
        case O_PARK: q.att++; q.st = PARKED; q.due = PARK; q.car = 0; if (c.aw) q.ver = nd; else q.ver++; break;
        case O_DROP: q.st = DROPPED; q.att++; q.ver++; q.car = b.msg; q.due = 0; break;
        case O_BURY: if (!used(t)) t.bad = B_BURIED; q.st = DROPPED; q.ver++; q.car = b.msg; q.due = 0; break;
        case O_DEFER: if (q.st == NONE) q.due = 0; q.st = PARKED; q.ver++; q.car = 0; break; }
        b.sver = q.ver; b.sst = q.st; };
      auto follow = [&](S& t) { Act& b = t.a[i]; Rec& q = t.r[b.d]; switch (b.out) {
        case O_OK: b.pc = D_ACK; break; case O_HOLD: if (c.cmvFirst) idle(b); else b.pc = D_CMV; break;
        case O_DELAY: b.pc = c.aw || c.delaySendFirstCarrier ? D_ACK : (q.due <= W ? R_SEND : E_READ); break;
        case O_PARK: b.pc = c.ensureFirst ? D_ACK : E_READ; break;
        case O_DEFER: b.pc = E_READ; break; default: b.pc = D_NOTICE; } if (b.pc != IDLE && b.pc != D_COMMIT) b.out = 0;
        if (c.ackEarly && b.pc && b.pc != D_CMV) { del(t, b.msg); } };
      auto refused = [&](S& t) { Act& b = t.a[i]; Rec& q = t.r[b.d]; bool term = terminal(q.st); b.out = 0;
        b.pc = c.aw || c.condFailAck ? D_ACK : (term && !(q.st == DROPPED && q.car == b.msg) ? D_ACK : D_READ); if (b.pc == D_READ && !c.postAgain) b.lst = 9; };
      if (cond) { { S t = s; apply(t); follow(t); go(t, T(cl, i, a.out == O_OK ? "D4 commit delivered" : a.out == O_HOLD ? "D4 commit hold" : a.out == O_DELAY ? "D4 commit delay" :
            a.out == O_PARK ? "D4 commit park" : a.out == O_DEFER ? "D4 commit defer (no attempt)" : "D4 commit dropped")); }
        if (s.bGhost && room(s)) { S t = s; t.bGhost--; apply(t); refused(t); go(t, T(C_FAULT, i, "FAULT D4 commit is applied, the reply is lost, the SDK's retry answers ConditionalCheckFailed")); } }
      else { refused(s); go(s, T(cl, i, "D4 commit REFUSED by its condition")); }
      return; }
    case D_CMV: { if (m) { int w = HOLD; if (!c.aw && !c.cmvFirst) w = (r.st == QUEUED && r.car == a.msg) || r.st == PARKED ? std::max<int>(0, r.due) : 0; if (c.aw && !a.out) w = std::max<int>(0, r.due); m->timer = w; }
      if (c.cmvFirst && a.out == O_HOLD) { a.pc = D_COMMIT; go(s, T(cl, i, "ChangeMessageVisibility (before the commit)")); return; }
      idle(a); go(s, T(cl, i, "D5h ChangeMessageVisibility, report the item as failed")); return; }
    case R_SEND: {
      int timer; u8 disp; if (c.aw || (c.delaySendFirstCarrier && a.out == O_DELAY)) { timer = DELAY; disp = r.att + 1; if (c.aw) disp = m ? m->disp + 1 : disp; } else { timer = r.ver == a.sver ? std::max<int>(0, r.due) : 0; disp = a.sver; }
      if (c.aw) disp = (u8)(r.att + 1);
      if (c.markFirst && !c.aw) { if (r.ver == a.sver && r.st == PARKED) { a.nid = freshId(s); r.st = QUEUED; r.car = a.nid; a.pc = R_MARK; } else a.pc = D_ACK; go(s, T(cl, i, "R2 (first) mark queued, naming the message to be sent")); return; }
      u8 id = freshId(s); { S t = s; put(t, id, a.d, disp, 0, timer); t.a[i].nid = id; t.a[i].pc = (c.aw || (c.delaySendFirstCarrier && a.out == O_DELAY)) ? D_COMMIT : R_MARK; go(t, T(cl, i, "R1 SendMessage(DelaySeconds = rest)")); }
      if (s.bGhost && room(s)) { S t = s; t.bGhost--; put(t, id, a.d, disp, 0, timer); u8 id2 = freshId(t); put(t, id2, a.d, disp, 0, timer); t.a[i].nid = id2; t.a[i].pc = c.aw ? D_COMMIT : R_MARK;
        go(t, T(C_FAULT, i, "FAULT R1 SendMessage is applied twice (lost reply, SDK retry)")); }
      return; }
    case R_MARK: {
      if (c.markFirst) { u8 id = a.nid; put(s, id, a.d, a.sver, 0, std::max<int>(0, r.due)); a.pc = D_ACK; go(s, T(cl, i, "R1 (second) SendMessage")); return; }
      bool cond = (c.markNoVer || r.ver == a.sver) && r.st == PARKED; if (cond) { r.st = QUEUED; r.car = a.nid; if (c.markBump) r.ver++; } a.nid = 0; a.pc = D_ACK;
      go(s, T(cl, i, cond ? "R2 mark queued, carrier = the new message" : "R2 mark refused (someone else carries it)")); return; }
    case D_NOTICE: { s.notice[a.d] = 1; a.pc = D_ACK; go(s, T(cl, i, "D5x send the DLQ notice")); return; }
    case E_READ: {
      a.lst = s.l.st; a.lgen = s.l.gen; bool stale = !c.noBeat && runs(s.l.st) && s.l.beat >= STALE; const char* t;
      if (!runs(s.l.st) || (stale && s.l.st == L_OPEN)) { a.pc = E_OPEN; t = s.l.st == L_CLOSED ? "E1 reads lane: closed" : s.l.st == L_NONE ? "E1 reads lane: none" : "E1 reads lane: open but its heartbeat is old"; }
      else if (s.l.st == L_OPENING) { a.pc = E_TOUCH; t = "E1 reads lane: opening"; }
      else if (c.noTouch || (c.touchSkip && s.l.park == 0)) { a.pc = D_ACK; t = "E1 reads lane: open and fresh, parkedAt recent -> nothing to write"; }
      else { a.pc = E_TOUCH; t = "E1 reads lane: open and fresh"; }
      go(s, T(cl, i, t)); return; }
    case E_OPEN: {
      bool cond = s.l.gen == a.lgen && s.l.st == a.lst && (s.l.st != L_OPEN || s.l.beat >= STALE); if (c.openNoCond) cond = true;
      if (!cond) { a.pc = E_READ; go(s, T(cl, i, "E2 open refused by its condition")); return; }
      auto ap = [&](S& t) { if (c.rmGenAnew && t.l.st == L_NONE) t.l.gen = 0; t.l.gen++; t.l.st = c.noOpening ? L_OPEN : L_OPENING; t.l.beat = 0; t.l.park = 0; };
      if (s.l.gen >= 14) { s.bad = B_LANES; go(s, T(cl, i, "too many generations")); return; }
      { S t = s; ap(t); t.a[i].lgen = t.l.gen; t.a[i].pc = E_START; go(t, T(cl, i, "E2 open lane: generation+1, state opening")); }
      if (s.bGhost && room(s)) { S t = s; t.bGhost--; ap(t); t.a[i].pc = E_READ; go(t, T(C_FAULT, i, "FAULT E2 open is applied, its reply lost, the retry is refused")); }
      return; }
    case E_TOUCH: {
      bool cond = s.l.gen == a.lgen && runs(s.l.st); if (!cond) { a.pc = E_READ; go(s, T(cl, i, "E3 touch refused")); return; }
      s.l.park = 0; a.pc = a.lst == L_OPENING ? E_START : D_ACK; go(s, T(cl, i, "E3 touch lane: parkedAt = now")); return; }
    case E_START: {
      bool al; u8 g = a.lgen; start(s, g, al); const char* t = "E4 StartExecution(webhook-generation)";
      if (al) { if (s.l.st == L_OPENING && s.l.gen == g && !c.fixedName) { a.lst = L_OPENING; a.pc = E_OPEN; t = "E4 StartExecution: name already used and finished, lane still opening -> next generation"; }
        else if (s.l.gen == g && runs(s.l.st)) { a.pc = D_ACK; t = "E4 StartExecution: already ran"; if (!c.noOpening) a.pc = E_READ; }
        else { a.pc = E_READ; t = "E4 StartExecution: already finished -> read again"; } }
      else a.pc = D_ACK;
      if (a.pc == E_READ && s.l.gen == g && s.l.st == L_OPEN && s.l.beat < STALE) a.pc = D_ACK; // open and fresh, its execution died: the heartbeat will tell
      go(s, T(cl, i, t)); return; }
    case D_ACK: { del(s, a.msg); idle(a); go(s, T(cl, i, i < 2 ? "D6 ack" : i == 2 ? "sweep done" : "resend done")); return; }
    case O_READ: { snap(); a.pc = c.resendNoNote || c.aw ? O_COMMIT : O_NOTE; go(s, T(cl, i, "O1 resend reads the record")); return; }
    case O_NOTE: { note(s); a.pc = O_COMMIT; go(s, T(cl, i, "O2 resend notes the lane: on the list, parkedAt = now")); return; }
    case B_NOTE: { note(s); a.pc = D_ACK; go(s, T(cl, i, "B3 burial notes the lane of what is parked: on the list, parkedAt = now")); return; }
    case S_DEL: { bool cond = s.l.st != L_NONE && (c.rmNoCond || unused(s)); if (cond) { s.l.st = L_NONE; s.l.beat = s.l.park = 0; } idle(a);
      go(s, T(cl, i, cond ? "S2 removes the lane item" : "S2 removal refused: the lane was used meanwhile")); return; }
    case O_COMMIT: { if (r.ver != a.sver || r.st == NONE) { a.pc = O_READ; if (r.st == NONE) idle(a); go(s, T(cl, i, "O3 resend refused, reads again")); return; }
      r.base = r.att; r.ver++; r.due = 0; r.car = 0; s.notice[a.d] = 0; r.st = PARKED; if (c.resendQueued) { r.st = QUEUED; r.car = a.nid = freshId(s); a.pc = R_MARK; a.sver = r.ver; go(s, T(cl, i, "O3 resend commits queued (mutation)")); return; }
      snap(); a.pc = R_SEND; go(s, T(cl, i, "O3 resend: parked, due now, fresh schedule")); return; }
    }
  }

  template <class G> void lanes(const S& s0, G& go) {
    for (int k = 0; k < NX; k++) if (s0.x[k].pc) {
      S s = s0; Exe& x = s.x[k]; Lane& l = s.l; int cl = C_EXEC;
      auto wait = [&](Exe& y) { y.pc = X_WAIT; y.timer = W; y.d = y.ver = y.nid = y.age = 0; };
      auto adv = [&](S& t, Exe& y) { y.d++; y.ver = y.nid = 0; y.pc = y.d >= c.nd ? X_EMPTY : X_QUERY; (void)t; };
      switch (x.pc) {
      case X_WAKE: { bool cond = runs(l.st) && (c.noGenCheck || l.gen == x.gen);
        if (!cond) { if (l.st == L_OPENING && l.gen != x.gen && !c.supersededSilent) { x.pc = X_START; go(s, T(cl, k, "L1 wake: superseded, successor still opening")); return; }
          endExec(s, x); go(s, T(cl, k, "L1 wake: superseded or closed -> execution ends")); return; }
        l.beat = 0; if (l.st == L_OPENING && c.wakeParks) l.park = 0; l.st = L_OPEN; x.pc = X_QUERY; x.d = 0; go(s, T(cl, k, "L1 wake: heartbeat, state open")); break; }
      case X_START: { bool al; start(s, l.gen, al); Exe& y = s.x[k]; endExec(s, y); go(s, T(cl, k, "L1 superseded execution starts its successor and ends")); break; }
      case X_QUERY: { const Gsi& g = s.g[x.d]; if (g.parked && g.due <= W && s.enabled) { x.ver = g.ver; x.pc = X_SEND; go(s, T(cl, k, "L2 index shows a parked delivery within the horizon")); }
        else { adv(s, x); if (x.pc == X_EMPTY) { bool any = false; for (int d = 0; d < c.nd; d++) any |= s.g[d].parked; if (s.bRestart) { S t = s; go(t, T(cl, k, "L2 index shows nothing to release")); break; }
            if (any) { wait(x); go(s, T(cl, k, "L2 nothing to release; L4 not empty -> wait")); } else { x.pc = X_CLOSE; x.d = 0; x.timer = 0; go(s, T(cl, k, "L2 nothing to release; L4 empty")); } }
          else go(s, T(cl, k, "L2 index shows nothing to release")); } break; }
      case X_SEND: { Rec& r = s.r[x.d]; int timer = std::max<int>(0, s.g[x.d].parked ? s.g[x.d].due : 0);
        if (c.markFirst || c.awMarkFirst) { if (r.st == PARKED && r.ver == x.ver) { u8 id = freshId(s); x.nid = id; r.st = QUEUED; r.car = id; x.pc = X_MARK; } else adv(s, x); go(s, T(cl, k, "L3 (first) mark queued")); break; }
        u8 id = freshId(s); { S t = s; put(t, id, x.d, x.ver, 0, timer); t.x[k].nid = id; t.x[k].pc = X_MARK; go(t, T(cl, k, "L3=R1 SendMessage(DelaySeconds = rest)")); }
        if (s.bGhost && room(s)) { S t = s; t.bGhost--; put(t, id, x.d, x.ver, 0, timer); u8 i2 = freshId(t); put(t, i2, x.d, x.ver, 0, timer); t.x[k].nid = i2; t.x[k].pc = X_MARK; go(t, T(C_FAULT, k, "FAULT L3 SendMessage applied twice")); }
        break; }
      case X_MARK: { Rec& r = s.r[x.d]; if (c.markFirst || c.awMarkFirst) { put(s, x.nid, x.d, x.ver, 0, std::max<int>(0, r.due)); adv(s, x); go(s, T(cl, k, "L3 (second) SendMessage")); break; }
        bool cond = (c.markNoVer || r.ver == x.ver) && r.st == PARKED; if (cond) { r.st = QUEUED; r.car = x.nid; if (c.markBump) r.ver++; } adv(s, x);
        go(s, T(cl, k, cond ? "L3=R2 mark queued, carrier = the new message" : "L3=R2 mark refused")); break; }
      case X_EMPTY: { bool any = false; for (int d = 0; d < c.nd; d++) any |= s.g[d].parked; if (any) { wait(x); go(s, T(cl, k, "L4 index not empty -> wait")); }
        else { x.pc = X_CLOSE; x.d = 0; x.timer = 0; go(s, T(cl, k, "L4 index empty")); } break; }
      case X_CLOSE: { bool cond = l.gen == x.gen && l.st == L_OPEN && (c.closeNoQuiet || l.park - (c.closeNow ? 0 : x.timer) >= Q); /* parkedAt < (time of L4) - quiet */ if (c.closeNoCond) cond = l.gen == x.gen;
        if (cond) { l.st = L_CLOSED; l.beat = 0; if (!c.remove) l.park = 0; endExec(s, x); go(s, T(cl, k, "L5 close lane")); } else { wait(x); go(s, T(cl, k, "L5 close refused (not quiet) -> wait")); } break; }
      case X_WAIT: break;
      case X_REOPEN: { bool cond = l.gen == x.gen && l.st == L_OPEN; if (!cond) { x.pc = X_WAKE; x.age = 0; go(s, T(cl, k, "L6 restart refused")); break; }
        l.gen++; l.st = L_OPENING; l.beat = l.park = 0; x.pc = X_START; go(s, T(cl, k, "L6 restart: generation+1, opening")); break; }
      }
    }
  }

  // a terminal record outlives every message of its delivery: TTL (30 d) > queue retention (14 d)
  static bool quietQueue(const S& s, int d) { if (s.fan[d]) return false; for (auto& m : s.m) if (m.id && m.d == d) return false; for (auto& a : s.a) if (a.pc && a.d == d) return false; return true; }
  template <class G> void operators(const S& s0, G& go) {
    for (int d = 0; d < c.nd; d++) {
      if (s0.bResend && room(s0) && !s0.a[3].pc && s0.r[d].st != NONE) { S s = s0; s.bResend--; Act& a = s.a[3]; idle(a); a.pc = O_READ; a.d = d; go(s, T(C_FAULT, 3, "OPERATOR resends the delivery")); }
      if (s0.bCancel && room(s0) && !terminal(s0.r[d].st)) { S s = s0; s.bCancel--; Rec& r = s.r[d]; r.st = CANCELLED; r.ver++; r.car = 0; r.due = 0; go(s, T(C_FAULT, 3, "OPERATOR cancels the delivery")); }
      if (s0.bRepub && room(s0) && !s0.fan[d]) { S s = s0; s.bRepub--; s.fan[d] = 1; go(s, T(C_FAULT, d, "FAULT event published / delivered again")); }
    }
    if (s0.bDisable && s0.enabled) { S s = s0; s.bDisable--; s.enabled = 0; go(s, T(C_FAULT, 0, "OPERATOR disables the webhook")); }
    if (s0.bTtl) for (int d = 0; d < c.nd; d++) if (c.ttlLive ? s0.r[d].st != NONE : terminal(s0.r[d].st) && (c.ttlEarly || quietQueue(s0, d)) && (s0.r[d].st != DROPPED || s0.notice[d])) { S s = s0; s.bTtl--; u8 att = s.r[d].att, base = s.r[d].base, ver = s.r[d].ver; memset(&s.r[d], 0, sizeof(Rec)); s.r[d].att = att; s.r[d].base = base; s.r[d].ver = ver; s.gone = 1; go(s, T(C_FAULT, d, "TTL deletes the record")); }
    if (!s0.enabled) { S s = s0; s.enabled = 1; go(s, T(C_ENABLE, 0, "OPERATOR enables the webhook")); }
    if (s0.bRestart) for (int k = 0; k < NX; k++) if (s0.x[k].pc == X_EMPTY) { S s = s0; s.bRestart--; s.x[k].pc = X_REOPEN; s.x[k].d = 0; go(s, T(C_FAULT, k, "L6 history is long: the lane decides to restart itself")); }
  }

  template <class G> void faults(const S& s0, G& go) {
    if (!room(s0)) return;
    if (s0.bCrash) {
      for (int i = 0; i < NA; i++) if (s0.a[i].pc) { S s = s0; s.bCrash--; static const char* n[] = {"","D1 read","D3 POST","D4 commit","D5h ChangeMessageVisibility","R1 send","R2 mark","D5x notice","E1 read lane","E2 open lane","E3 touch lane","E4 StartExecution","D6 ack","B2 read","O1 read","O3 commit","O2 note","B3 note","S2 remove"};
        static std::string txt[19][3]; int w = i < 2 ? 0 : i == 2 ? 1 : 2; std::string& q = txt[s.a[i].pc][w]; if (q.empty()) q = std::string("FAULT ") + (w == 0 ? "worker" : w == 1 ? "sweep" : "resend") + " dies (or the call fails) before " + n[s.a[i].pc];
        idle(s.a[i]); go(s, T(C_FAULT, i, q.c_str())); }
      for (int k = 0; k < NX; k++) if (s0.x[k].pc && s0.x[k].pc != X_WAIT && s0.x[k].pc != X_WAKE) { S s = s0; s.bCrash--; Exe& x = s.x[k]; x.pc = X_WAKE; x.d = x.ver = x.nid = x.timer = x.age = 0; go(s, T(C_FAULT, k, "FAULT release function dies mid-way; Step Functions retries the task from L1")); }
      for (int d = 0; d < c.nd; d++) if (s0.fan[d] >= 2 && c.crashFan) { S s = s0; s.bCrash--; s.fan[d] = 1; go(s, T(C_FAULT, d, "FAULT fan-out dies here; the event message comes back")); }
    }
    if (s0.bDup) for (auto& m0 : s0.m) if (m0.id && m0.timer) { bool busy = false; for (int i = 0; i < 2; i++) if (s0.a[i].pc && s0.a[i].msg == m0.id) busy = true;
      bool held = false; for (auto& r : s0.r) if (r.car == m0.id && r.st == QUEUED) held = true;
      if (busy || held) { S s = s0; s.bDup--; find(s, m0.id)->timer = 0; go(s, T(C_FAULT, 0, busy ? "FAULT SQS delivers the same message a second time while it is being worked on" : "FAULT SQS delivers a held message too soon")); } }
    if (s0.bDie) for (int k = 0; k < NX; k++) if (s0.x[k].pc) { S s = s0; s.bDie--; endExec(s, s.x[k]); go(s, T(C_FAULT, k, "FAULT the lane's execution dies")); }
  }
#undef T
};
