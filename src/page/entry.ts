// One script for both pages: a report's has no data of a playground.
if (document.getElementById('playground'))
  void import('./playground.js').then(({ openPlayground }) => openPlayground());
else void import('./main.js');
