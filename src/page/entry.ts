// One script for both kinds of page. Only the playground has an element with this id.
if (document.getElementById('playground'))
  void import('./playground.js').then(({ openPlayground }) => openPlayground());
else void import('./main.js');
